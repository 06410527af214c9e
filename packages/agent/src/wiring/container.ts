import type { Logger } from '@lbaas/common/runtime';
import { Container } from 'inversify';
import { agentModule } from './agent.ts';
import type { AgentConfig } from '../config/agent-config.ts';
import { deviceModule } from './device.ts';
import { identityModule } from './identity.ts';
import { messagingModule } from './messaging.ts';
import { reconcileModule } from './reconcile.ts';
import { reportModule } from './report.ts';
import { runtimeModule } from './runtime.ts';

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
