import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { debOf, sharedPackages } from './build-packages.ts';

/** A directory for runOnOwnKernel(), with this script of the folder as its job and the packages of an agent. */
export async function shareWithAgent(script: string): Promise<string> {
  const packages = await sharedPackages();
  const share = mkdtempSync(join(tmpdir(), 'lbaas-own-kernel-'));
  copyFileSync(fileURLToPath(new URL(script, import.meta.url)), join(share, 'job'));
  for (const name of ['lbaas-agent', 'lbaas-runtime'] as const) {
    const deb = debOf(packages, name);
    copyFileSync(deb, join(share, basename(deb)));
  }
  return share;
}
