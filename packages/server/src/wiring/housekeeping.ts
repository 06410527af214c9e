import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { INCIDENT_SHOWN_S } from '../devices/status-sql.ts';
import { changesOfAgents, oldEvents, passedIncidents } from '../events/index.ts';
import { CLOCK_LOCK, Housekeeping, expiredKeys, oldAuditEntries } from '../housekeeping/index.ts';
import { BACKGROUND_WORK } from './persistence.ts';
import { CONFIG, LOGGER } from './runtime.ts';

export const HOUSEKEEPING = Symbol.for('lbaas.server.Housekeeping') as ServiceIdentifier<Housekeeping>;
export const CLOCK_WATCH = Symbol.for('lbaas.server.ClockWatch') as ServiceIdentifier<Housekeeping>;

/** Statuses that change with time are looked for as often as agents are heard of, in transactions of some milliseconds. */
const CLOCK = { everyMs: 1000, batch: 50, lock: CLOCK_LOCK };

export const housekeepingModule = new ContainerModule(({ bind }) => {
  bind(HOUSEKEEPING)
    .toResolvedValue(
      (config, unitOfWork, logger) => {
        const chores = [
          expiredKeys,
          oldAuditEntries(config.audit_retention_days),
          oldEvents(config.events_retention),
        ];
        return new Housekeeping({ unitOfWork, chores, logger });
      },
      [CONFIG, BACKGROUND_WORK, LOGGER],
    )
    .inSingletonScope();
  bind(CLOCK_WATCH)
    .toResolvedValue(
      (config, unitOfWork, logger) => {
        const chores = [changesOfAgents(config.agent_down_after), passedIncidents(INCIDENT_SHOWN_S)];
        return new Housekeeping({ unitOfWork, chores, logger, ...CLOCK });
      },
      [CONFIG, BACKGROUND_WORK, LOGGER],
    )
    .inSingletonScope();
});
