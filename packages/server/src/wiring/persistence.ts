import { LOGGER, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { databaseAddress } from '../config/database-settings.ts';
import {
  type ConnectionPool,
  DiskSpace,
  Migrator,
  NotificationListener,
  UnitOfWork,
  createConnectionPool,
} from '../persistence/index.ts';
import { translateConstraint } from '../usecases/constraint-errors.ts';
import { CALLER_TURNS } from './limits.ts';
import { CONFIG } from './settings.ts';

export const API_POOL = token<ConnectionPool>('lbaas.server.ApiPool');
export const BACKGROUND_POOL = token<ConnectionPool>('lbaas.server.BackgroundPool');
/** For API calls. */
export const UNIT_OF_WORK = token<UnitOfWork>('lbaas.server.UnitOfWork');
/** For dispatch, placement and reports: their connections are never used up by API calls. */
export const BACKGROUND_WORK = token<UnitOfWork>('lbaas.server.BackgroundWork');
export const DISK_SPACE = token<DiskSpace>('lbaas.server.DiskSpace');
export const NOTIFICATIONS = token<NotificationListener>('lbaas.server.Notifications');
export const MIGRATOR = token<Migrator>('lbaas.server.Migrator');

const BACKGROUND_POOL_SIZE = 4;

export const persistenceModule = new ContainerModule(({ bind }) => {
  const tokens = { config: CONFIG, logger: LOGGER };
  bindWith(bind, API_POOL, tokens, ({ config, logger }) =>
    createConnectionPool({ ...databaseAddress(config), poolSize: config.database_pool_size, logger }),
  );
  bindWith(bind, BACKGROUND_POOL, tokens, ({ config, logger }) =>
    createConnectionPool({ ...databaseAddress(config), poolSize: BACKGROUND_POOL_SIZE, logger }),
  );
  bindWith(bind, DISK_SPACE, { pool: BACKGROUND_POOL, logger: LOGGER }, (parts) => new DiskSpace(parts));
  bindWith(
    bind,
    UNIT_OF_WORK,
    { pool: API_POOL, turns: CALLER_TURNS, config: CONFIG, diskSpace: DISK_SPACE },
    ({ pool, turns, config, diskSpace }) =>
      new UnitOfWork({
        pool,
        diskSpace,
        translate: translateConstraint,
        inTurn: (work, withinMs) => turns.run(work, withinMs),
        patienceMs: config.api_max_wait * 1000,
      }),
  );
  bindWith(
    bind,
    BACKGROUND_WORK,
    { pool: BACKGROUND_POOL, diskSpace: DISK_SPACE },
    (parts) => new UnitOfWork(parts),
  );
  bindWith(
    bind,
    NOTIFICATIONS,
    tokens,
    ({ config, logger }) => new NotificationListener({ ...databaseAddress(config), logger }),
  );
  bindWith(
    bind,
    MIGRATOR,
    tokens,
    ({ config, logger }) =>
      new Migrator({ ...databaseAddress(config), logger, mayMigrate: config.migrate_at_start }),
  );
});
