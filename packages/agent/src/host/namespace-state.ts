import { stat } from 'node:fs/promises';
import { namespacePath, networkNamed } from './network-identity.ts';

/** `stale` is what a crash leaves: the name without the namespace. */
export async function namespaceState(namespace: string): Promise<'present' | 'stale' | 'absent'> {
  if (networkNamed(namespace) !== undefined) return 'present';
  try {
    await stat(namespacePath(namespace));
    return 'stale';
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
