import { type Faultable, mustRun } from '@lbaas/lab';

const PLENTY = 4096;

const limit = ({ pid }: Faultable, most: number): Promise<unknown> =>
  mustRun(['prlimit', '--pid', String(pid), `--nofile=${most}:`]);

/** It can open nothing more; what is open stays open. */
export const exhaustDescriptors = (part: Faultable): Promise<unknown> => limit(part, 3);

export const restoreDescriptors = (part: Faultable): Promise<unknown> => limit(part, PLENTY);
