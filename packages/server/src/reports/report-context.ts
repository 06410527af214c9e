import type { Logger } from '@lbaas/common/runtime';
import type { UnitOfWork } from '../persistence/index.ts';
import type { RefusedAgents } from '../agents/refused-agents.ts';
import type { StatusWriter } from './report-batcher.ts';
import type { StrayDevices } from './stray-devices.ts';

/** What every handler of a report works with. */
export interface ReportContext {
  readonly unitOfWork: UnitOfWork;
  readonly statuses: Pick<StatusWriter, 'write'>;
  readonly strays: Pick<StrayDevices, 'takeDown'>;
  readonly refusals: Pick<RefusedAgents, 'tell'>;
  readonly logger: Logger;
  readonly agentDownAfterMs: number;
}
