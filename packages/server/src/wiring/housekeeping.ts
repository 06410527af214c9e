import { CLOCK, LOGGER, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { INCIDENT_SHOWN_S } from '../devices/status-sql.ts';
import { changesOfAgents, oldEvents, passedIncidents } from '../events/index.ts';
import {
  CLOCK_WATCH_PACE,
  DatabaseClock,
  Housekeeping,
  expiredKeys,
  oldAuditEntries,
  oldTraffic,
} from '../housekeeping/index.ts';
import { endedSessions } from '../sessions/index.ts';
import { BACKGROUND_WORK } from './persistence.ts';
import { CONFIG } from './settings.ts';

export const HOUSEKEEPING = token<Housekeeping>('lbaas.server.Housekeeping');
export const CLOCK_WATCH = token<Housekeeping>('lbaas.server.ClockWatch');
export const DATABASE_CLOCK = token<DatabaseClock>('lbaas.server.DatabaseClock');

export const housekeepingModule = new ContainerModule(({ bind }) => {
  const tokens = { config: CONFIG, unitOfWork: BACKGROUND_WORK, logger: LOGGER };
  bindWith(bind, HOUSEKEEPING, tokens, ({ config, ...parts }) => {
    const audit = oldAuditEntries(config.audit_retention_days);
    const chores = [expiredKeys, audit, oldTraffic, oldEvents(config.events_retention), endedSessions];
    return new Housekeeping({ ...parts, chores });
  });
  bindWith(bind, CLOCK_WATCH, tokens, ({ config, ...parts }) => {
    const chores = [changesOfAgents(config.agent_down_after), passedIncidents(INCIDENT_SHOWN_S)];
    return new Housekeeping({ ...parts, ...CLOCK_WATCH_PACE, chores });
  });
  bindWith(
    bind,
    DATABASE_CLOCK,
    { unitOfWork: BACKGROUND_WORK, clock: CLOCK, logger: LOGGER },
    (parts) => new DatabaseClock(parts),
  );
});
