import type { RpcHandlers } from '@lbaas/common/amqp';
import type { AgentMethod } from '@lbaas/common/contract';
import { type Logger, levelOfRequest } from '@lbaas/common/runtime';
import type { DesiredStore } from './desired-store.ts';
import type { InspectDevice } from './inspect-device.ts';

export interface AgentHandlersOptions {
  readonly store: DesiredStore;
  /** The device must be looked at, and its outcome told even if nothing changes. */
  readonly touch: (deviceId: string) => void;
  readonly requestSync: () => void;
  readonly isThisInstallation: (installationId: string) => boolean;
  readonly inspect: InspectDevice;
  readonly logger: Logger;
}

/** What the agent does with each message: it writes down what is wanted and wakes the worker of the device. */
export function agentHandlers(options: AgentHandlersOptions): RpcHandlers<AgentMethod> {
  const { store, touch, requestSync, isThisInstallation, inspect, logger } = options;
  return {
    deploy_device: async ({ args: device }) => {
      const { device_id: id, epoch, generation } = device;
      const acceptance = await store.deploy(device);
      logger[levelOfRequest()]({ device: id, epoch, generation, acceptance }, 'deploy_device');
      if (acceptance !== 'outdated') touch(id);
    },
    undeploy_device: async ({ args: { device_id: id, epoch } }) => {
      const acceptance = await store.undeploy(id, epoch);
      logger[levelOfRequest()]({ device: id, epoch, acceptance }, 'undeploy_device');
      if (acceptance !== 'outdated') touch(id);
    },
    agent_updated: async ({ args: { admin_state_up: up } }) => {
      logger.info({ admin_state_up: up }, 'agent_updated');
      // What was remembered may have moved meanwhile, so coming back begins with a look at the list.
      if (up) return requestSync();
      await store.setAdminState(false);
      for (const id of store.ids()) touch(id);
    },
    agent_refused: async ({ args }) => {
      // It may have been on its way for long: what the answer to a call says counts.
      if (isThisInstallation(args.installation_id)) requestSync();
    },
    inspect_device: async ({ args }) => inspect(args.device_id),
  };
}
