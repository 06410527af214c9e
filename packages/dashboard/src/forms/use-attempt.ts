import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiError, asApiError } from '../api/api-error.ts';
import type { Act } from './act.ts';
import type { Field, Values } from './field.ts';
import { foresee } from './foresee.ts';
import { type Foreseen, worstOf } from './foreseen.ts';
import { useCarryOut } from './use-carry-out.tsx';

interface Options {
  readonly act: Act;
  readonly values: Values;
  /** What is known of it already. */
  readonly known: Foreseen | undefined;
  readonly onDone: () => void;
}

export interface Attempt {
  /** What it would do. */
  readonly foreseen: Foreseen | undefined;
  /** Whether the form gives way to what it would do. */
  readonly isConfirming: boolean;
  readonly isLooking: boolean;
  readonly isBusy: boolean;
  readonly refusal: ApiError | undefined;
  readonly go: () => void;
  /** To the form again, which is about to be another one. */
  readonly reset: () => void;
}

const NONE: readonly never[] = [];

/**
 * An act on its way. One without fields is looked at when the dialog opens, so it asks once. A form is looked at when
 * it is sent: what nobody notices is done, anything else is asked about first.
 */
export function useAttempt({ act, values, known, onDone }: Options): Attempt {
  const carryOut = useCarryOut();
  const [foreseen, setForeseen] = useState(known);
  const isForm = hasFields(act);
  const telling = act.tellingOf?.(values) ?? act.stepsOf?.(values) ?? NONE;
  const isLookedAt = !isForm && known === undefined && telling.length > 0;
  const ahead = useQuery({
    queryKey: ['dry-run', telling],
    queryFn: () => foresee(telling),
    enabled: isLookedAt,
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  const attempt = useMutation({
    mutationFn: async (): Promise<Foreseen | undefined> => {
      const found = isForm && foreseen === undefined ? await foresee(telling) : undefined;
      if (found !== undefined && worstOf(found) !== 'harmless') return found;
      await carryOut(act, values);
      return undefined;
    },
    onSuccess: (found) => (found === undefined ? onDone() : setForeseen(found)),
  });
  const error = attempt.error ?? ahead.error;
  return {
    foreseen: foreseen ?? ahead.data,
    isConfirming: isForm && foreseen !== undefined,
    isLooking: isLookedAt && ahead.isPending,
    isBusy: attempt.isPending,
    refusal: error === null ? undefined : asApiError(error),
    go: () => attempt.mutate(),
    reset: () => {
      attempt.reset();
      setForeseen(undefined);
    },
  };
}

const hasFields = ({ fields = NONE }: { readonly fields?: readonly Field[] }): boolean => fields.length > 0;
