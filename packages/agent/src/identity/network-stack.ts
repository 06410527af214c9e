import { readFile, stat } from 'node:fs/promises';

/**
 * Names the network stack that this process lives in, and with it the addresses that can answer from here. The boot id
 * is another one on every machine and after every boot (random(4)); the inode tells network namespaces of one kernel
 * apart. A copy of a machine takes its state directory along, but never this.
 */
export async function networkStack(): Promise<string> {
  const [bootId, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    stat('/proc/self/ns/net'),
  ]);
  return `${bootId.trim()} ${namespace.ino}`;
}
