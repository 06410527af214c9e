import type { HaproxyPaths } from '../types.ts';

export const TEST_PATHS: HaproxyPaths = {
  socket: 'sock',
  chroot: 'empty',
  serverState: 'state',
  scripts: '/run/lbaas',
};
