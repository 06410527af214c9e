import { rm } from 'node:fs/promises';
import { runCommand } from './command.ts';
import { HostError } from './host-error.ts';
import { hasLink, namespacePath, networkNamed, networkOf } from './network-identity.ts';

/**
 * Gives the namespace of a device its name back. The name is a file with a mount, which anybody can remove; the
 * namespace itself lives as long as a process is in it, and serves. It is the device's if it has a link of the device:
 * a link is in one namespace only, so a namespace that has the name and not the link is not where the traffic goes.
 * True when the name had to be given back.
 */
export async function claimNamespace(
  namespace: string,
  pids: readonly number[],
  links: readonly string[],
): Promise<boolean> {
  const holder = pids.find((pid) => isElsewhere(pid, namespace) && links.some((link) => hasLink(pid, link)));
  if (holder === undefined) return false;
  const path = namespacePath(namespace);
  if (networkNamed(namespace) !== undefined) await runCommand(['umount', '--lazy', path]);
  await rm(path, { force: true });
  const { code, stderr } = await runCommand(['ip', 'netns', 'attach', namespace, String(holder)]);
  if (code !== 0) throw new HostError('refused', `the namespace of process ${holder}: ${stderr.trim()}`);
  return true;
}

/** The agent's own namespace is never a device's. */
function isElsewhere(pid: number, namespace: string): boolean {
  const network = networkOf(pid);
  return network !== undefined && network !== networkNamed(namespace) && network !== networkOf('self');
}
