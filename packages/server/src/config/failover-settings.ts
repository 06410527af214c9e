import { ConfigError } from '@lbaas/common/runtime';
import { Type } from 'typebox';

/** What becomes of the devices of an agent that dies. */
export const FAILOVER_SETTINGS = {
  failover: Type.Enum(['on', 'off'], {
    default: 'on',
    description: 'whether the devices of an agent that is dead for certain are moved to others',
  }),
  agent_lease: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 3600,
      description:
        'seconds after the last sign of life of its agent for which a host goes on serving, where there is another ' +
        'one; at most three quarters of agent_down_after, which is what it is when left out (6); none below 2 s of that',
    }),
  ),
  failover_max_share: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.5,
    description:
      'share of the agents, rounded up to whole ones, that may fall silent within a minute; when more do, nothing ' +
      'is moved until they are back',
  }),
  drain_timeout: Type.Integer({
    minimum: 0,
    maximum: 86_400,
    default: 600,
    description:
      'seconds after which what is left on an agent that is drained is moved at once, not one by one',
  }),
};

interface FailoverConfig {
  readonly failover: 'on' | 'off';
  readonly agent_lease?: number;
  readonly agent_down_after: number;
}

/** What is left of the time after which an agent counts as down is for the heartbeat that did not come. */
const LEASE_SHARE = 0.75;

/**
 * The lease of agents in whole seconds; null while failover is off, or there is no time for one.
 * @throws ConfigError when an agent would count as down before its lease has run out
 */
export function leaseSeconds({
  failover,
  agent_lease: lease,
  agent_down_after: down,
}: FailoverConfig): number | null {
  const longest = Math.floor(down * LEASE_SHARE);
  if (lease !== undefined && lease > longest) {
    throw new ConfigError([
      `agent_lease: ${lease} s is more than three quarters of agent_down_after (${down} s): at most ${longest}`,
    ]);
  }
  return failover === 'on' && longest > 0 ? (lease ?? longest) : null;
}
