import type { Logger } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { ServerConfig } from '../config/server-config.ts';
import {
  Migrator,
  NotificationListener,
  type ConnectionPool,
  UnitOfWork,
  createConnectionPool,
} from '../persistence/index.ts';
import { CALLER_TURNS } from './limits.ts';
import { CONFIG, LOGGER } from './runtime.ts';
import { translateConstraint } from '../usecases/constraint-errors.ts';

export const API_POOL = Symbol.for('lbaas.server.ApiPool') as ServiceIdentifier<ConnectionPool>;
export const BACKGROUND_POOL = Symbol.for('lbaas.server.BackgroundPool') as ServiceIdentifier<ConnectionPool>;
/** For API calls. */
export const UNIT_OF_WORK = Symbol.for('lbaas.server.UnitOfWork') as ServiceIdentifier<UnitOfWork>;
/** For dispatch, placement and reports: their connections are never used up by API calls. */
export const BACKGROUND_WORK = Symbol.for('lbaas.server.BackgroundWork') as ServiceIdentifier<UnitOfWork>;
export const NOTIFICATIONS = Symbol.for(
  'lbaas.server.Notifications',
) as ServiceIdentifier<NotificationListener>;
export const MIGRATOR = Symbol.for('lbaas.server.Migrator') as ServiceIdentifier<Migrator>;

const BACKGROUND_POOL_SIZE = 4;

export const persistenceModule = new ContainerModule(({ bind }) => {
  bind(API_POOL)
    .toResolvedValue((config, logger) => poolOf(config, config.database_pool_size, logger), [CONFIG, LOGGER])
    .inSingletonScope();
  bind(BACKGROUND_POOL)
    .toResolvedValue((config, logger) => poolOf(config, BACKGROUND_POOL_SIZE, logger), [CONFIG, LOGGER])
    .inSingletonScope();
  bind(UNIT_OF_WORK)
    .toResolvedValue(
      (pool, turns) =>
        new UnitOfWork({ pool, translate: translateConstraint, inTurn: (work) => turns.run(work) }),
      [API_POOL, CALLER_TURNS],
    )
    .inSingletonScope();
  bind(BACKGROUND_WORK)
    .toResolvedValue((pool) => new UnitOfWork({ pool }), [BACKGROUND_POOL])
    .inSingletonScope();
  bind(NOTIFICATIONS)
    .toResolvedValue(
      (config, logger) => new NotificationListener({ url: config.database_url, logger }),
      [CONFIG, LOGGER],
    )
    .inSingletonScope();
  bind(MIGRATOR)
    .toResolvedValue((config, logger) => new Migrator({ url: config.database_url, logger }), [CONFIG, LOGGER])
    .inSingletonScope();
});

const poolOf = (config: ServerConfig, poolSize: number, logger: Logger): ConnectionPool =>
  createConnectionPool({
    url: config.database_url,
    poolSize,
    onError: (error) => logger.warn({ reason: error.message }, 'lost an idle database connection'),
  });
