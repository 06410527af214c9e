import { join } from 'node:path';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { haproxyTuning } from '../config/haproxy-tuning.ts';
import { type Haproxy, HaproxyDriver } from '../drivers/haproxy/index.ts';
import { type Host, LinuxHost, namespaceOf, parsePhysicalNetworks } from '../host/index.ts';
import { DesiredStore, StateDirectory } from '../inbox/index.ts';
import { DeviceMemories } from '../reconcile/index.ts';
import { CLOCK, CONFIG, LOGGER } from './runtime.ts';

export interface ClosableHaproxy extends Haproxy {
  /** Lets go of what belongs to this agent; every HAProxy goes on. */
  close(): Promise<void>;
}

export const HOST = Symbol.for('lbaas.agent.Host') as ServiceIdentifier<Host>;
export const HAPROXY = Symbol.for('lbaas.agent.Haproxy') as ServiceIdentifier<ClosableHaproxy>;
export const STORE = Symbol.for('lbaas.agent.DesiredStore') as ServiceIdentifier<DesiredStore>;
export const MEMORIES = Symbol.for('lbaas.agent.DeviceMemories') as ServiceIdentifier<DeviceMemories>;

/** What is wanted of the devices, what is remembered of them, and what they are made of. */
export const deviceModule = new ContainerModule(({ bind }) => {
  bind(HOST)
    .toResolvedValue(
      (config) => new LinuxHost(parsePhysicalNetworks(config.physical_networks.join(','))),
      [CONFIG],
    )
    .inSingletonScope();
  bind(HAPROXY)
    .toResolvedValue(
      (config, netns, clock, logger) =>
        new HaproxyDriver({
          stateDir: join(config.state_dir, 'haproxy'),
          netns,
          namespaceOf,
          clock,
          logger,
          binary: config.haproxy_binary,
          tuning: haproxyTuning(config),
        }),
      [CONFIG, HOST, CLOCK, LOGGER],
    )
    .inSingletonScope();
  bind(STORE)
    .toResolvedValue(
      (config, logger) => {
        const directory = new StateDirectory(join(config.state_dir, 'desired'), {
          fsync: config.state_fsync,
        });
        return new DesiredStore(directory, logger);
      },
      [CONFIG, LOGGER],
    )
    .inSingletonScope();
  bind(MEMORIES).toConstantValue(new DeviceMemories());
});
