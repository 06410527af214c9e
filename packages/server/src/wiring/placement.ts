import { CLOCK, LOGGER, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { readProviders } from '../config/service-providers.ts';
import {
  AgentLoads,
  ConfiguredProviders,
  Mover,
  Placer,
  SCHEDULERS,
  type ServiceProvider,
  TunnelKeeper,
  WaitingDevices,
} from '../placement/index.ts';
import { BACKGROUND_WORK, NOTIFICATIONS } from './persistence.ts';
import { AGENT_DOWN_AFTER_MS, CONFIG } from './settings.ts';

export const PLACER = token<Placer>('lbaas.server.Placer');
export const MOVER = token<Mover>('lbaas.server.Mover');
export const WAITING_DEVICES = token<WaitingDevices>('lbaas.server.WaitingDevices');
export const TUNNEL_KEEPER = token<TunnelKeeper>('lbaas.server.TunnelKeeper');
export const PROVIDERS = token<readonly ServiceProvider[]>('lbaas.server.Providers');
export const CONFIGURED_PROVIDERS = token<ConfiguredProviders>('lbaas.server.ConfiguredProviders');

export const placementModule = new ContainerModule(({ bind }) => {
  bindWith(bind, PROVIDERS, { config: CONFIG }, ({ config }) => readProviders(config.service_providers));
  bindWith(
    bind,
    CONFIGURED_PROVIDERS,
    { unitOfWork: BACKGROUND_WORK, providers: PROVIDERS },
    ({ unitOfWork, providers }) => new ConfiguredProviders(unitOfWork, providers),
  );
  const placer = {
    config: CONFIG,
    clock: CLOCK,
    providers: PROVIDERS,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
  };
  bindWith(
    bind,
    PLACER,
    placer,
    ({ config, clock, ...parts }) =>
      new Placer({ ...parts, scheduler: SCHEDULERS[config.scheduler], loads: new AgentLoads(clock) }),
  );
  const mover = { config: CONFIG, providers: PROVIDERS, agentDownAfterMs: AGENT_DOWN_AFTER_MS };
  bindWith(
    bind,
    MOVER,
    mover,
    ({ config, ...parts }) => new Mover({ ...parts, scheduler: SCHEDULERS[config.scheduler] }),
  );
  bindWith(
    bind,
    WAITING_DEVICES,
    {
      unitOfWork: BACKGROUND_WORK,
      placer: PLACER,
      notifications: NOTIFICATIONS,
      logger: LOGGER,
      agentDownAfterMs: AGENT_DOWN_AFTER_MS,
    },
    (parts) => new WaitingDevices(parts),
  );
  bindWith(
    bind,
    TUNNEL_KEEPER,
    { unitOfWork: BACKGROUND_WORK, notifications: NOTIFICATIONS, logger: LOGGER },
    (parts) => new TunnelKeeper(parts),
  );
});
