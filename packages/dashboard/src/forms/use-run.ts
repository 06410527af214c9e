import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../api/request.ts';
import { type Answers, type Step, resolve } from '../calls/index.ts';

/** How changes are made; whatever is shown is asked for again afterwards, also when one was refused. */
interface Run {
  /** One call after the other. */
  readonly runSteps: (steps: readonly Step[]) => Promise<void>;
  readonly runOther: (work: () => Promise<unknown>) => Promise<void>;
}

/** A session is no object of the API, and what was foreseen is over. */
const KEPT: ReadonlySet<unknown> = new Set(['session', 'dry-run']);

export function useRun(): Run {
  const client = useQueryClient();
  return useMemo(() => {
    const runOther = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } finally {
        void client.invalidateQueries({ predicate: ({ queryKey: [first] }) => !KEPT.has(first) });
      }
    };
    return { runOther, runSteps: (steps) => runOther(() => inOrder(steps)) };
  }, [client]);
}

async function inOrder(steps: readonly Step[]): Promise<void> {
  const answers: Record<string, Answers[string]> = {};
  for (const step of steps) {
    answers[step.key] = await request({ method: step.method, ...resolve(step, answers) });
  }
}
