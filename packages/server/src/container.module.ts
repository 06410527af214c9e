import type { Logger } from '@lbaas/common/runtime';
import { Container } from 'inversify';
import { apiModule } from './api.module.ts';
import { authenticationModule } from './authentication.module.ts';
import type { ServerConfig } from './config/server-config.ts';
import { feedModule } from './events.module.ts';
import { housekeepingModule } from './housekeeping.module.ts';
import { limitsModule } from './limits.module.ts';
import { messagingModule } from './messaging.module.ts';
import { persistenceModule } from './persistence.module.ts';
import { placementModule } from './placement.module.ts';
import { runtimeModule } from './runtime.module.ts';
import { serverModule } from './server.module.ts';

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
