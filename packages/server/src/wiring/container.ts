import type { Logger } from '@lbaas/common/runtime';
import { brokerModule, runtimeModule } from '@lbaas/common/wiring';
import { Container } from 'inversify';
import type { ServerConfig } from '../config/server-config.ts';
import { serverRole } from './broker-role.ts';
import { apiModule, apiPartsModule } from './api.ts';
import { authenticationModule } from './authentication.ts';
import { feedModule } from './events.ts';
import { failoverModule } from './failover.ts';
import { housekeepingModule } from './housekeeping.ts';
import { limitsModule } from './limits.ts';
import { messagingModule } from './messaging.ts';
import { persistenceModule } from './persistence.ts';
import { placementModule } from './placement.ts';
import { serverModule } from './server.ts';
import { sessionsModule } from './sessions.ts';
import { settingsModule } from './settings.ts';

/** Everything bound; nothing is made before the root is asked for, and nothing runs before it is started. */
export function createContainer(config: ServerConfig, logger: Logger): Container {
  const container = new Container();
  container.load(
    settingsModule(config),
    runtimeModule(logger),
    brokerModule(config, serverRole(config)),
    limitsModule,
    persistenceModule,
    messagingModule,
    placementModule,
    authenticationModule,
    sessionsModule,
    feedModule,
    failoverModule,
    housekeepingModule,
    apiPartsModule,
    apiModule,
    serverModule,
  );
  return container;
}
