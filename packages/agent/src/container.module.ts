import type { Logger } from '@lbaas/common/runtime';
import { Container } from 'inversify';
import { agentModule } from './agent.module.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { deviceModule } from './device.module.ts';
import { identityModule } from './identity.module.ts';
import { messagingModule } from './messaging.module.ts';
import { reconcileModule } from './reconcile.module.ts';
import { reportModule } from './report.module.ts';
import { runtimeModule } from './runtime.module.ts';

/** Everything bound; nothing is made before the root is asked for, and nothing runs before it is started. */
export function createContainer(config: AgentConfig, logger: Logger): Container {
  const container = new Container();
  container.load(
    runtimeModule(config, logger),
    identityModule,
    deviceModule,
    messagingModule,
    reportModule,
    reconcileModule,
    agentModule,
  );
  return container;
}
