import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { EventFeed } from '../events/index.ts';
import { BACKGROUND_WORK, NOTIFICATIONS, UNIT_OF_WORK } from './persistence.ts';
import { LOGGER, METRICS } from './runtime.ts';

export const EVENT_FEED = Symbol.for('lbaas.server.EventFeed') as ServiceIdentifier<EventFeed>;

export const feedModule = new ContainerModule(({ bind }) => {
  bind(EVENT_FEED)
    .toResolvedValue(
      (background, unitOfWork, notifications, logger, metrics) =>
        new EventFeed({ background, unitOfWork, notifications, logger, metrics }),
      [BACKGROUND_WORK, UNIT_OF_WORK, NOTIFICATIONS, LOGGER, METRICS],
    )
    .inSingletonScope();
});
