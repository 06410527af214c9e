import type { SenderContext } from '../agents/sender-context.ts';
import type { ReportBatcher } from './report-batcher.ts';
import type { StrayDevices } from './stray-devices.ts';

/** What every handler of a report works with. */
export interface ReportContext extends SenderContext {
  readonly batcher: Pick<ReportBatcher, 'write'>;
  readonly strays: Pick<StrayDevices, 'takeDown'>;
}
