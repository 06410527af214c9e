import type { Logger } from '@lbaas/common/runtime';
import type { UnitOfWork } from '../persistence/index.ts';
import type { RefusedAgents } from './refused-agents.ts';
import type { StrayDevices } from './stray-devices.ts';

/** What every handler of a report works with. */
export interface ReportContext {
  readonly unitOfWork: UnitOfWork;
  readonly strays: Pick<StrayDevices, 'takeDown'>;
  readonly refusals: Pick<RefusedAgents, 'tell'>;
  readonly logger: Logger;
  readonly agentDownAfterMs: number;
}
