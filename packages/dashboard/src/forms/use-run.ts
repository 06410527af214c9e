import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { request } from '../api/request.ts';
import { type Answers, type Step, resolve } from '../calls/index.ts';

const CHANGED = ['pool', 'vip', 'member', 'health_monitor', 'loadbalancer', 'floatingip', 'port'];

/** Makes the calls one after the other; what they changed is asked for again, also when one was refused. */
export function useRun(): (steps: readonly Step[]) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (steps) => {
      const answers: Record<string, Answers[string]> = {};
      try {
        for (const step of steps) {
          answers[step.key] = await request({ method: step.method, ...resolve(step, answers) });
        }
      } finally {
        for (const one of CHANGED) void client.invalidateQueries({ queryKey: [one] });
      }
    },
    [client],
  );
}
