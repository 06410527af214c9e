import type { RpcHandlers } from '@lbaas/common/amqp';
import type { AgentMethod, Args } from '@lbaas/common/contract';
import { type Logger, levelOfRequest } from '@lbaas/common/runtime';
import type { DesiredStore } from './desired-store.ts';
import type { InspectDevice } from './inspect-device.ts';
import type { SyncRequests } from './sync-requests.ts';
import type { AgentIdentity } from '../identity/agent-identity.ts';
import type { DesiredDevice, PreviewDevice, Reconciler } from '../reconcile/index.ts';

export interface AgentHandlersOptions {
  readonly store: DesiredStore;
  readonly reconciler: Pick<Reconciler, 'touch'>;
  readonly requests: Pick<SyncRequests, 'request'>;
  readonly identity: AgentIdentity;
  /** True for an echo of this run. */
  readonly hearing: { echo(echo: Args<'echo_heartbeat'>): boolean };
  readonly hostClock: { echo(echo: Args<'echo_heartbeat'>): void };
  readonly lease: { echo(echo: Args<'echo_heartbeat'>): void };
  readonly inspect: InspectDevice;
  readonly preview: PreviewDevice;
  readonly logger: Logger;
}

const isKept = (entry: DesiredDevice | undefined): boolean =>
  entry?.wanted === 'present' && entry.kept !== undefined;

/** What the agent does with each message: it writes down what is wanted and wakes the worker of the device. */
export function agentHandlers(options: AgentHandlersOptions): RpcHandlers<AgentMethod> {
  const { store, reconciler, requests, identity, hearing, hostClock, lease, inspect, preview, logger } =
    options;
  return {
    deploy_device: async ({ args: device }) => {
      const { device_id: id, epoch, generation } = device;
      // The database was restored: the list decides first what is kept, and brings this device.
      if (store.isOfOtherHistory(device.history_id)) return requests.request();
      const acceptance = await store.deploy(device);
      logger[levelOfRequest()]({ device: id, epoch, generation, acceptance }, 'deploy_device');
      if (acceptance !== 'outdated') reconciler.touch(id);
    },
    undeploy_device: async ({ args: { device_id: id, epoch, stray } }) => {
      // A restored database knows nothing of what was made after the dump, so only a list ends that.
      if (stray === true && store.get(id)?.wanted === 'present') {
        if (!isKept(store.get(id))) requests.request();
        return;
      }
      const acceptance = await store.undeploy(id, epoch);
      logger[levelOfRequest()]({ device: id, epoch, acceptance }, 'undeploy_device');
      if (acceptance !== 'outdated') reconciler.touch(id);
    },
    release_device: async ({ args: { device_id: id } }) => {
      const isReleased = await store.release(id);
      logger.info({ device: id, released: isReleased }, 'release_device');
      if (isReleased) reconciler.touch(id);
    },
    agent_updated: async ({ args: { admin_state_up: up } }) => {
      logger.info({ admin_state_up: up }, 'agent_updated');
      // What was remembered may have moved meanwhile, so coming back begins with the list.
      if (up) return requests.request();
      await store.setAdminState(false);
      for (const id of store.ids()) reconciler.touch(id);
    },
    agent_refused: async ({ args }) => {
      // It may have been on its way for long: what the answer to a call says counts.
      if (args.installation_id === identity.installationId) requests.request();
    },
    echo_heartbeat: async ({ args }) => {
      if (hearing.echo(args)) {
        hostClock.echo(args);
        lease.echo(args);
      }
      if (store.isOfOtherHistory(args.history_id)) requests.request();
    },
    inspect_device: async ({ args }) => inspect(args.device_id),
    preview_device: async ({ args }) => preview(args.device_id, args.device),
  };
}
