import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { BACKGROUND_WORK, NOTIFICATIONS } from './persistence.module.ts';
import { PicksInFlight, Placer, SCHEDULERS, WaitingDevices } from './placement/index.ts';
import { CLOCK, CONFIG, LOGGER } from './runtime.module.ts';

export const PLACER = Symbol.for('lbaas.server.Placer') as ServiceIdentifier<Placer>;
export const WAITING_DEVICES = Symbol.for('lbaas.server.WaitingDevices') as ServiceIdentifier<WaitingDevices>;

export const placementModule = new ContainerModule(({ bind }) => {
  bind(PLACER)
    .toResolvedValue(
      (config, clock) =>
        new Placer({
          scheduler: SCHEDULERS[config.scheduler],
          picks: new PicksInFlight(clock),
          agentDownAfterMs: config.agent_down_after * 1000,
        }),
      [CONFIG, CLOCK],
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
