import { LOGGER, METRICS, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { EventFeed } from '../events/index.ts';
import { BACKGROUND_WORK, NOTIFICATIONS, UNIT_OF_WORK } from './persistence.ts';

export const EVENT_FEED = token<EventFeed>('lbaas.server.EventFeed');

export const feedModule = new ContainerModule(({ bind }) => {
  const tokens = {
    background: BACKGROUND_WORK,
    unitOfWork: UNIT_OF_WORK,
    notifications: NOTIFICATIONS,
    logger: LOGGER,
    metrics: METRICS,
  };
  bindWith(bind, EVENT_FEED, tokens, (parts) => new EventFeed(parts));
});
