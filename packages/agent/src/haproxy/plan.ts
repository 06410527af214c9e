import type { HaproxyStep, ObservedHaproxy, RenderedHaproxy } from './types.ts';

/** The steps from the observed to the desired HAProxy; empty when it is there. Pure. */
export function planHaproxy(desired: RenderedHaproxy | undefined, observed: ObservedHaproxy): HaproxyStep[] {
  if (desired === undefined) return observed.running ? [{ kind: 'stop', reason: 'nothing to run' }] : [];
  return observed.running ? [] : [{ kind: 'start', reason: observed.reason ?? 'not running' }];
}
