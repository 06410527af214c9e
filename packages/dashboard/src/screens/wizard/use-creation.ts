import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type ApiError, asApiError } from '../../api/api-error.ts';
import { request } from '../../api/request.ts';
import type { Step } from '../../calls/index.ts';
import { type Creation, advance, startOf, takeBackOne } from './creation.ts';
import { readCreation, writeCreation } from './stored.ts';

export interface Running {
  readonly creation: Creation | undefined;
  readonly refusal: ApiError | undefined;
  /** Whether calls are being made at this moment. */
  readonly isBusy: boolean;
  readonly start: (steps: readonly Step[]) => void;
  readonly goOn: () => void;
  readonly takeBack: () => void;
  readonly forget: () => void;
}

const CHANGED = ['pool', 'vip', 'member', 'health_monitor', 'loadbalancer', 'floatingip', 'port'];

const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

const isGone = (error: unknown): boolean => asApiError(error).status === 404;

/** The creation of this tab: each answer is stored before the next call, so a reload goes on where it was. */
export function useCreation(): Running {
  const client = useQueryClient();
  const [creation, setCreation] = useState(readCreation);
  const [refusal, setRefusal] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const isLeft = useRef(false);
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
    };
  }, []);

  const keep = (next: Creation | undefined): void => {
    writeCreation(next);
    setCreation(next);
  };

  const run = async (from: Creation, one: (current: Creation) => Promise<Creation>): Promise<void> => {
    setRefusal(undefined);
    setBusy(true);
    let current = from;
    try {
      keep(current);
      while ((current.state === 'running' || current.state === 'removing') && !isLeft.current) {
        current = await one(current);
        keep(current);
      }
    } catch (error) {
      setRefusal(asApiError(error));
      keep({ ...current, state: 'stopped' });
    } finally {
      setBusy(false);
      for (const key of CHANGED) void client.invalidateQueries({ queryKey: [key] });
    }
  };

  return {
    creation,
    refusal,
    isBusy,
    start: (steps) => void run(startOf(steps, newKey), (current) => advance(current, request)),
    goOn: () =>
      void (creation && run({ ...creation, state: 'running' }, (current) => advance(current, request))),
    takeBack: () =>
      void (
        creation &&
        run({ ...creation, state: 'removing' }, (current) => takeBackOne(current, request, isGone))
      ),
    forget: () => {
      keep(undefined);
      setRefusal(undefined);
    },
  };
}
