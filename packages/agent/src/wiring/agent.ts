import { type Lifecycle, LifecycleStack } from '@lbaas/common/runtime';
import { CONNECTION, LOGGER, RPC_CLIENT, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import type { DriverTable } from '../drivers/index.ts';
import type { DesiredStore } from '../inbox/index.ts';
import { Parting } from '../lease/index.ts';
import { StateKeeper } from '../state/state-keeper.ts';
import { CAPACITY, DRIVERS, HOST, LEASE, REQUIREMENTS, STORE } from './device.ts';
import { NAME_CLAIM } from './identity.ts';
import { INBOX, NAME_GUARD, SYNC_LOOP } from './inbox.ts';
import { JANITOR } from './reconcile.ts';
import { FIGURES_REPORTER, HEARTBEAT, METRICS_SERVER, STATUS_REPORTER } from './report.ts';
import { STATE_LOCK } from './settings.ts';

/** The whole agent: the one thing that main takes from the container. */
export const AGENT = token<LifecycleStack>('lbaas.agent.Agent');

const PARTING = token<Parting>('lbaas.agent.Parting');
const STATE_KEEPER = token<StateKeeper>('lbaas.agent.StateKeeper');

const PARTS = {
  requirements: REQUIREMENTS,
  lock: STATE_LOCK,
  lease: LEASE,
  claim: NAME_CLAIM,
  metricsServer: METRICS_SERVER,
  store: STORE,
  keeper: STATE_KEEPER,
  drivers: DRIVERS,
  host: HOST,
  capacity: CAPACITY,
  statusReporter: STATUS_REPORTER,
  figuresReporter: FIGURES_REPORTER,
  nameGuard: NAME_GUARD,
  janitor: JANITOR,
  connection: CONNECTION,
  rpcClient: RPC_CLIENT,
  heartbeat: HEARTBEAT,
  inbox: INBOX,
  syncLoop: SYNC_LOOP,
  parting: PARTING,
};

/**
 * In the order of the start: the devices of the last run are looked after before there is a broker. At the end nothing
 * of a device is touched: HAProxies and namespaces go on.
 */
export const agentModule = new ContainerModule(({ bind }) => {
  bindWith(
    bind,
    STATE_KEEPER,
    { lock: STATE_LOCK, claim: NAME_CLAIM, store: STORE, logger: LOGGER },
    ({ lock, claim, store, logger }) => new StateKeeper({ kept: [lock, claim, store], logger }),
  );
  bindWith(
    bind,
    PARTING,
    { keeper: LEASE, heartbeat: HEARTBEAT },
    ({ keeper, heartbeat }) => new Parting({ keeper, beat: () => heartbeat.beat() }),
  );
  bindWith(bind, AGENT, PARTS, (parts) => {
    const agent = new LifecycleStack();
    agent.add('host requirements', parts.requirements);
    agent.add('state lock', parts.lock);
    // The time of an update of the agent is short, and the lease goes on meanwhile.
    agent.add('lease', parts.lease);
    agent.add('name claim', parts.claim);
    agent.add('metrics', parts.metricsServer);
    agent.add('desired devices', loaded(parts.store));
    agent.add('state keeper', parts.keeper);
    agent.add('drivers', closed(parts.drivers));
    agent.add('host capacity', parts.capacity);
    agent.add('host watch', parts.host);
    agent.add('status reporter', parts.statusReporter);
    agent.add('figures reporter', parts.figuresReporter);
    // And with it the reconciler, if it need not wait.
    agent.add('name guard', parts.nameGuard);
    agent.add('janitor', parts.janitor);
    agent.add('broker connection', parts.connection);
    agent.add('rpc client', parts.rpcClient);
    agent.add('heartbeat', parts.heartbeat);
    agent.add('inbox', parts.inbox);
    agent.add('full sync', parts.syncLoop);
    // Stopped first, while heartbeats and their echoes still come.
    agent.add('parting lease', parts.parting);
    return agent;
  });
});

const loaded = (store: DesiredStore): Lifecycle => ({ start: () => store.load(), stop: () => undefined });
const closed = (drivers: DriverTable): Lifecycle => ({ start: () => undefined, stop: () => drivers.close() });
