import { BROKER_UNREACHABLE } from '@lbaas/common/amqp';
import { LifecycleStack, Metrics, createLogger, systemClock } from '@lbaas/common/runtime';
import {
  AgentLoads,
  AgentUpdates,
  changesOfAgents,
  CLOCK_LOCK,
  createAgentMessageHandlers,
  DISPATCH_DEFAULTS,
  Dispatcher,
  expiredKeys,
  HAPROXY_ALONE,
  Housekeeping,
  oldAuditEntries,
  oldEvents,
  passedIncidents,
  Placer,
  SCHEDULERS,
  WaitingDevices,
} from '@lbaas/server/testing';
import { createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';

import type { Dice } from './dice.ts';

/** Used for reports only: agents fall silent, and installations take names over, within milliseconds. */
const SILENT_AFTER_MS = 60;
const AGENT_DOWN_AFTER_MS = 8000;
const SERVERS = 2;

export interface Background {
  readonly handlers: ReturnType<typeof createAgentMessageHandlers>;
  /** Everything that was logged as an error. */
  readonly errors: readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What two servers do besides serving the API, as fast as they can, with a broker that accepts nearly everything. */
export function startBackground(url: string, dice: Dice): Background {
  const errors: string[] = [];
  const logger = createLogger({
    name: 'race',
    level: 'error',
    destination: { write: (line) => errors.push(line) },
  });
  const pool = createConnectionPool({ url, poolSize: 8 });
  const unitOfWork = new UnitOfWork({ pool });
  const rpc = { cast: () => (dice.chance(0.9) ? Promise.resolve() : Promise.reject(new Error('not taken'))) };
  const connection = {
    get obstacle() {
      return dice.chance(0.9) ? undefined : BROKER_UNREACHABLE;
    },
    onConnected: () => () => undefined,
  };
  const notifications = { on: () => () => undefined };
  const loads = new AgentLoads(systemClock);
  const scheduler = SCHEDULERS['least-devices'];
  const providers = HAPROXY_ALONE;
  const liveness = { agentDownAfterMs: AGENT_DOWN_AFTER_MS };
  const placer = new Placer({ scheduler, loads, providers, ...liveness });
  const settings = { ...DISPATCH_DEFAULTS, pollMs: 20, overdueBaseMs: 50 };
  const chores = [
    { ...expiredKeys, keepSeconds: 20 },
    oldAuditEntries(1),
    { ...oldEvents(1), keepSeconds: 1 },
  ];
  const clockChores = [changesOfAgents(0.1), passedIncidents(0.1)];
  const stack = new LifecycleStack();
  stack.add('pool', { start: () => undefined, stop: () => pool.end() });
  for (let server = 0; server < SERVERS; server += 1) {
    const parts = { unitOfWork, rpc, connection, notifications, logger };
    stack.add(
      `dispatcher ${server}`,
      new Dispatcher({ ...parts, metrics: new Metrics(), settings, providers }),
    );
    stack.add(`updates ${server}`, new AgentUpdates({ ...parts, pollMs: 40 }));
    stack.add(`waiting ${server}`, new WaitingDevices({ ...parts, ...liveness, placer, pollMs: 40 }));
    const often = { unitOfWork, logger, everyMs: 40, batch: 5 };
    stack.add(`chores ${server}`, new Housekeeping({ ...often, chores }));
    stack.add(`clock ${server}`, new Housekeeping({ ...often, chores: clockChores, lock: CLOCK_LOCK }));
  }
  const takeDown = () => Promise.resolve();
  const handlers = createAgentMessageHandlers({
    unitOfWork,
    logger,
    strays: { takeDown },
    echoes: { send: () => undefined },
    refusals: { tell: takeDown },
    providers,
    agentDownAfterMs: SILENT_AFTER_MS,
    leaseS: null,
  });
  return { handlers, errors, start: () => stack.start(), stop: () => stack.stop() };
}
