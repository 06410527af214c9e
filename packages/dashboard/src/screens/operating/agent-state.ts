import type { Agent } from '../../api/operating.ts';

export type AgentState = 'alive' | 'silent' | 'deaf' | 'disabled' | 'conflict' | 'cordoned';

/** The one thing to know of an agent: what is worst first. */
export function agentState({ alive, admin_state_up: isEnabled, configurations }: Agent): AgentState {
  const { reporting, receiving, conflict, cordoned } = configurations;
  if (conflict) return 'conflict';
  if (!alive && reporting !== false && receiving === false) return 'deaf';
  if (!alive) return 'silent';
  if (!isEnabled) return 'disabled';
  return cordoned ? 'cordoned' : 'alive';
}

/** Those that cannot be given devices though they should. */
export const isInTrouble = (agent: Agent): boolean =>
  ['conflict', 'deaf', 'silent'].includes(agentState(agent));

/** The API's times of agents are UTC without a zone: `2026-01-01 10:00:00.000000`. */
export const isoOf = (neutronTime: string): string =>
  /Z$|[+-]\d\d:\d\d$/.test(neutronTime) ? neutronTime : `${neutronTime.replace(' ', 'T').slice(0, 23)}Z`;
