import type { HaproxyPaths } from '../model/types.ts';

export const TEST_PATHS: HaproxyPaths = {
  socket: 'sock',
  chroot: 'empty',
  serverState: 'state',
  scripts: '/run/lbaas',
};
