import type { Dice } from '../../api/races/dice.ts';
import type { LinkMode } from '@lbaas/lab';
import type { Fault, Harm } from './fault.ts';

export interface Cast {
  readonly agents: number;
  readonly servers: number;
}

export interface FaultPlan extends Cast {
  readonly forMs: number;
  /** Rest of a lane between two faults, on average. */
  readonly pauseMs: number;
  /** Whether the broker may be killed or stopped: it takes 5 to 50 s to start. */
  readonly withBroker: boolean;
  /** Whether agents may be away for longer than the lease, so that their devices move. */
  readonly withFailover: boolean;
}

type Maker = (dice: Dice, cast: Cast) => Omit<Fault, 'atMs'>;

const agent = (dice: Dice, { agents }: Cast): string => `agent-${1 + dice.below(agents)}`;
const server = (dice: Dice, { servers }: Cast): string => `server-${1 + dice.below(servers)}`;
const between = (dice: Dice, least: number, most: number): number => least + dice.below(most - least);

const mode = (dice: Dice): LinkMode | 'reset' =>
  dice.pick<LinkMode | 'reset'>([
    'reset',
    { kind: 'cut' },
    { kind: 'refuse' },
    { kind: 'half-open' },
    { kind: 'stall' },
    { kind: 'delay', delayMs: between(dice, 20, 1500) },
    { kind: 'throttle', bytesPerSecond: between(dice, 2000, 50_000) },
  ]);
const link = (target: string, dice: Dice): Omit<Fault, 'atMs'> => {
  const harm: Harm = { kind: 'link', mode: mode(dice) };
  return { target, harm, forMs: between(dice, 1000, 12_000) };
};

/** What happens to agents and their hosts, one at a time: two of three at once is a case of its own. */
const OF_AGENTS: readonly (readonly [number, Maker])[] = [
  [4, (dice, cast) => ({ target: agent(dice, cast), harm: { kind: 'kill' }, forMs: 0 })],
  [2, (dice, cast) => ({ target: agent(dice, cast), harm: { kind: 'stop' }, forMs: between(dice, 0, 1500) })],
  [
    2,
    (dice, cast) => ({
      target: agent(dice, cast),
      harm: { kind: 'freeze' },
      forMs: between(dice, 200, 2500),
    }),
  ],
  [6, (dice, cast) => link(`${agent(dice, cast)} broker`, dice)],
  [2, (dice, cast) => ({ target: agent(dice, cast), harm: { kind: 'delete queue' }, forMs: 0 })],
  [
    2,
    (dice, cast) => ({
      target: agent(dice, cast),
      harm: { kind: 'cable', network: 'mgmt' },
      forMs: between(dice, 500, 15_000),
    }),
  ],
  [
    1,
    (dice, cast) => ({
      target: agent(dice, cast),
      harm: {
        kind: 'impaired',
        network: 'mgmt',
        impairment: dice.chance(0.5)
          ? { lossPercent: between(dice, 5, 40) }
          : { kbitPerSecond: between(dice, 100, 1000) },
      },
      forMs: between(dice, 2000, 8000),
    }),
  ],
  [1, (dice, cast) => ({ target: agent(dice, cast), harm: { kind: 'kill HAProxies' }, forMs: 0 })],
  [
    1,
    (dice, cast) => ({
      target: agent(dice, cast),
      harm: { kind: 'cable', network: 'data' },
      forMs: between(dice, 500, 5000),
    }),
  ],
];

const FAILING_OVER: readonly (readonly [number, Maker])[] = [
  [
    1,
    (dice, cast) => ({
      target: agent(dice, cast),
      harm: { kind: 'kill' },
      forMs: between(dice, 9000, 20_000),
    }),
  ],
  [
    1,
    (dice, cast) => ({
      target: agent(dice, cast),
      harm: { kind: 'freeze' },
      forMs: between(dice, 9000, 20_000),
    }),
  ],
];

/** What happens to the servers and what they need. */
const OF_SERVERS: readonly (readonly [number, Maker])[] = [
  [
    4,
    (dice, cast) => ({ target: server(dice, cast), harm: { kind: 'kill' }, forMs: between(dice, 0, 6000) }),
  ],
  [
    2,
    (dice, cast) => ({ target: server(dice, cast), harm: { kind: 'stop' }, forMs: between(dice, 0, 6000) }),
  ],
  [
    2,
    (dice, cast) => ({
      target: server(dice, cast),
      harm: { kind: 'freeze' },
      forMs: between(dice, 500, 12_000),
    }),
  ],
  [5, (dice, cast) => link(`${server(dice, cast)} broker`, dice)],
  [5, (dice, cast) => link(`${server(dice, cast)} database`, dice)],
  [2, (dice) => ({ target: 'database', harm: { kind: 'kill' }, forMs: between(dice, 0, 3000) })],
  [1, (dice) => ({ target: 'database', harm: { kind: 'stop' }, forMs: between(dice, 0, 3000) })],
  [1, (dice) => ({ target: 'database', harm: { kind: 'freeze' }, forMs: between(dice, 500, 8000) })],
  [2, () => ({ target: 'database', harm: { kind: 'end sessions' }, forMs: 0 })],
];
const OF_BROKER: readonly (readonly [number, Maker])[] = [
  [1, (dice) => ({ target: 'broker', harm: { kind: 'kill' }, forMs: between(dice, 0, 3000) })],
  [1, (dice) => ({ target: 'broker', harm: { kind: 'stop' }, forMs: between(dice, 0, 3000) })],
  [2, (dice) => ({ target: 'broker', harm: { kind: 'freeze' }, forMs: between(dice, 500, 10_000) })],
];

/** Two lanes, each with one fault at a time and none whose end the other one needs. */
export function planFaults(dice: Dice, plan: FaultPlan): readonly (readonly Fault[])[] {
  const ofServers = plan.withBroker ? [...OF_SERVERS, ...OF_BROKER] : OF_SERVERS;
  const ofAgents = plan.withFailover ? [...OF_AGENTS, ...FAILING_OVER] : OF_AGENTS;
  return [ofAgents, ofServers].map((makers) => lane(dice.split(), makers, plan));
}

function lane(dice: Dice, makers: readonly (readonly [number, Maker])[], plan: FaultPlan): Fault[] {
  const all = makers.flatMap(([weight, maker]) => Array.from({ length: weight }, () => maker));
  const faults: Fault[] = [];
  for (let atMs = 0; ;) {
    atMs += dice.below(2 * plan.pauseMs);
    const fault = { atMs, ...dice.pick(all)(dice, plan) };
    if (atMs + fault.forMs >= plan.forMs) return faults;
    faults.push(fault);
    atMs += fault.forMs;
  }
}
