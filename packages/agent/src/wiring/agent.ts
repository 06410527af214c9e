import { type Lifecycle, LifecycleStack } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { type ClosableHaproxy, HAPROXY, STORE } from './device.ts';
import type { DesiredStore } from '../inbox/index.ts';
import { STANDING } from './identity.ts';
import { CONNECTION, RPC_CLIENT } from './messaging.ts';
import { INBOX, JANITOR, NAME_GUARD, SYNC_LOOP } from './reconcile.ts';
import { DEVICE_POLLER, HEARTBEAT, METRICS_SERVER, STATUS_REPORTER } from './report.ts';
import { STATE_LOCK } from './runtime.ts';

/** The whole agent: the one thing that main takes from the container. */
export const AGENT = Symbol.for('lbaas.agent.Agent') as ServiceIdentifier<LifecycleStack>;

/**
 * In the order of the start: the devices of the last run are looked after before there is a broker. At the end nothing
 * of a device is touched: HAProxies and namespaces go on.
 */
export const agentModule = new ContainerModule(({ bind }) => {
  bind(AGENT)
    .toResolvedValue(
      (lock, standing, metricsServer, store, haproxy, reporter, poller, ...rest) => {
        const [nameGuard, janitor, connection, rpcClient, heartbeat, inbox, syncLoop] = rest;
        const agent = new LifecycleStack();
        agent.add('state lock', lock);
        agent.add('standing', standing);
        agent.add('metrics', metricsServer);
        agent.add('desired devices', loaded(store));
        agent.add('haproxy', closed(haproxy));
        agent.add('status reporter', reporter);
        agent.add('device poller', poller);
        // And with it the reconciler, if it need not wait.
        agent.add('name guard', nameGuard);
        agent.add('janitor', janitor);
        agent.add('broker connection', connection);
        agent.add('rpc client', rpcClient);
        agent.add('heartbeat', heartbeat);
        agent.add('inbox', inbox);
        agent.add('full sync', syncLoop);
        return agent;
      },
      [
        STATE_LOCK,
        STANDING,
        METRICS_SERVER,
        STORE,
        HAPROXY,
        STATUS_REPORTER,
        DEVICE_POLLER,
        NAME_GUARD,
        JANITOR,
        CONNECTION,
        RPC_CLIENT,
        HEARTBEAT,
        INBOX,
        SYNC_LOOP,
      ],
    )
    .inSingletonScope();
});

const loaded = (store: DesiredStore): Lifecycle => ({ start: () => store.load(), stop: () => undefined });
const closed = (haproxy: ClosableHaproxy): Lifecycle => ({
  start: () => undefined,
  stop: () => haproxy.close(),
});
