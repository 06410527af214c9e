import type { Logger } from '@lbaas/common/runtime';
import { Container } from 'inversify';
import { apiModule } from './api.ts';
import { authenticationModule } from './authentication.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { feedModule } from './events.ts';
import { housekeepingModule } from './housekeeping.ts';
import { limitsModule } from './limits.ts';
import { messagingModule } from './messaging.ts';
import { persistenceModule } from './persistence.ts';
import { placementModule } from './placement.ts';
import { runtimeModule } from './runtime.ts';
import { serverModule } from './server.ts';

/** Everything bound; nothing is made before the root is asked for, and nothing runs before it is started. */
export function createContainer(config: ServerConfig, logger: Logger): Container {
  const container = new Container();
  container.load(
    runtimeModule(config, logger),
    limitsModule,
    persistenceModule,
    messagingModule,
    placementModule,
    authenticationModule,
    feedModule,
    housekeepingModule,
    apiModule,
    serverModule,
  );
  return container;
}
