import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { readProviders } from '../config/service-providers.ts';
import { BACKGROUND_WORK, NOTIFICATIONS } from './persistence.ts';
import {
  AgentLoads,
  ConfiguredProviders,
  Placer,
  SCHEDULERS,
  type ServiceProvider,
  WaitingDevices,
} from '../placement/index.ts';
import { CLOCK, CONFIG, LOGGER } from './runtime.ts';

export const PLACER = Symbol.for('lbaas.server.Placer') as ServiceIdentifier<Placer>;
export const WAITING_DEVICES = Symbol.for('lbaas.server.WaitingDevices') as ServiceIdentifier<WaitingDevices>;

export const PROVIDERS = Symbol.for('lbaas.server.Providers') as ServiceIdentifier<
  readonly ServiceProvider[]
>;
export const CONFIGURED_PROVIDERS = Symbol.for(
  'lbaas.server.ConfiguredProviders',
) as ServiceIdentifier<ConfiguredProviders>;

export const placementModule = new ContainerModule(({ bind }) => {
  bind(PROVIDERS)
    .toResolvedValue((config) => readProviders(config.service_providers), [CONFIG])
    .inSingletonScope();
  bind(CONFIGURED_PROVIDERS)
    .toResolvedValue(
      (unitOfWork, providers) => new ConfiguredProviders(unitOfWork, providers),
      [BACKGROUND_WORK, PROVIDERS],
    )
    .inSingletonScope();
  bind(PLACER)
    .toResolvedValue(
      (config, clock, providers) =>
        new Placer({
          scheduler: SCHEDULERS[config.scheduler],
          loads: new AgentLoads(clock),
          agentDownAfterMs: config.agent_down_after * 1000,
          providers,
        }),
      [CONFIG, CLOCK, PROVIDERS],
    )
    .inSingletonScope();
  bind(WAITING_DEVICES)
    .toResolvedValue(
      (unitOfWork, placer, notifications, logger) =>
        new WaitingDevices({ unitOfWork, placer, notifications, logger }),
      [BACKGROUND_WORK, PLACER, NOTIFICATIONS, LOGGER],
    )
    .inSingletonScope();
});
