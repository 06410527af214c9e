import type { LogicalDevice } from '@lbaas/common/contract';
import type { Logger } from '@lbaas/common/runtime';
import { inWords } from './device-plan.ts';
import type { Realisation } from './realise.ts';

/** One line per attempt: what was done and why, how long each stage took, and why it failed. */
export function logAttempt(logger: Logger, device: LogicalDevice, result: Realisation): void {
  const { device_id, epoch, generation } = device;
  const { plan, how, failure, stages, durationMs, reclaimed } = result;
  if (reclaimed) logger.warn({ device: device_id }, 'the namespace had lost its name and has it back');
  const about = { device: device_id, epoch, generation, how, ms: durationMs, stages };
  const steps = plan === undefined ? [] : inWords(plan);
  if (failure !== undefined) logger.warn({ ...about, steps, reason: failure.words }, 'device not reached');
  else if (steps.length > 0) logger.info({ ...about, steps }, 'device reached');
  else logger.debug(about, 'device is as it must be');
}
