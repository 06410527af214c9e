import type { Logger } from '@lbaas/common/runtime';
import type { Liveness } from '../devices/index.ts';
import type { UnitOfWork } from '../persistence/index.ts';
import type { HeartbeatEchoes } from './heartbeat-echoes.ts';
import type { LeaseSetting } from './lease.ts';
import type { RefusedAgents } from './refused-agents.ts';

/** What a handler needs to judge the agent that has sent a message. */
export interface SenderContext extends Liveness, LeaseSetting {
  readonly unitOfWork: UnitOfWork;
  readonly refusals: Pick<RefusedAgents, 'tell'>;
  readonly echoes: Pick<HeartbeatEchoes, 'send'>;
  readonly logger: Logger;
}
