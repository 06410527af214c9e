import { stat, statfs } from 'node:fs/promises';
import { namespacePath } from './network-identity.ts';

/** Type of the file system that a mounted namespace shows (NSFS_MAGIC of linux/magic.h). */
const NSFS_MAGIC = 0x6e736673;

/** `stale` is what a crash leaves: the name without the namespace. */
export async function namespaceState(namespace: string): Promise<'present' | 'stale' | 'absent'> {
  try {
    const { type } = await statfs(namespacePath(namespace));
    return type === NSFS_MAGIC ? 'present' : 'stale';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw error;
  }
}

/**
 * Whether the agent's own namespace has this link. The kernel shows every link under /proc/sys, which follows the
 * reader's namespace (sysfs follows the mount instead), so that no program needs to run for it.
 */
export async function linkExists(name: string): Promise<boolean> {
  return stat(`/proc/sys/net/ipv4/conf/${name}`).then(
    () => true,
    () => false,
  );
}
