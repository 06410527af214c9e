import { asApiError } from '../api/api-error.ts';
import { type ForeseenDevice, dryRun } from '../api/dry-run.ts';
import { type Step, refsOf, resolve } from '../calls/index.ts';
import type { Foreseen } from './foreseen.ts';

/** A dry run costs what the call costs, and a question to the agent. */
const MOST = 10;

/** The load-balancer part has dry runs; a step that needs the answer of another one has none before that is made. */
const hasDryRun = (step: Step): boolean => step.kind !== 'floatingip' && refsOf(step).length === 0;

/** What the steps would do, each by itself. @throws ApiError that one of them would be refused with */
export async function foresee(steps: readonly Step[]): Promise<Foreseen> {
  const asked = steps.filter(hasDryRun);
  const devices: ForeseenDevice[] = [];
  for (const step of asked.slice(0, MOST)) devices.push(...(await one(step)));
  return { devices, rest: Math.max(0, asked.length - MOST) };
}

/** A server that cannot say it now is no reason to hold up the change: that will be refused or not. */
async function one(step: Step): Promise<readonly ForeseenDevice[]> {
  try {
    return await dryRun({ method: step.method, ...resolve(step, {}) });
  } catch (error) {
    const { status, message } = asApiError(error);
    if (status < 500) throw error;
    return [{ ...UNKNOWN, device_id: step.key, reason: message }];
  }
}

const UNKNOWN = { files: [], plan: [], effect: null, refusal: null } as const;
