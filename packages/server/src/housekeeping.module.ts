import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { oldEvents } from './events/index.ts';
import { Housekeeping, expiredKeys, oldAuditEntries } from './housekeeping/index.ts';
import { BACKGROUND_WORK } from './persistence.module.ts';
import { CONFIG, LOGGER } from './runtime.module.ts';

export const HOUSEKEEPING = Symbol.for('lbaas.server.Housekeeping') as ServiceIdentifier<Housekeeping>;

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
});
