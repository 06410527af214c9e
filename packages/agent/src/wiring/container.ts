import type { Logger } from '@lbaas/common/runtime';
import { brokerModule, runtimeModule } from '@lbaas/common/wiring';
import { Container } from 'inversify';
import type { AgentConfig } from '../config/agent-config.ts';
import { agentRole } from './broker-role.ts';
import { agentModule } from './agent.ts';
import { deviceModule } from './device.ts';
import { identityModule } from './identity.ts';
import { inboxModule } from './inbox.ts';
import { reconcileModule } from './reconcile.ts';
import { reportModule } from './report.ts';
import { settingsModule } from './settings.ts';
import { takeDownModule } from './take-down.ts';

/** Everything bound; nothing is made before the root is asked for, and nothing runs before it is started. */
export function createContainer(config: AgentConfig, logger: Logger): Container {
  const container = new Container();
  container.load(
    runtimeModule(logger),
    settingsModule(config),
    brokerModule(config, agentRole(config)),
    identityModule,
    deviceModule,
    reportModule,
    reconcileModule,
    inboxModule,
    agentModule,
    takeDownModule,
  );
  return container;
}
