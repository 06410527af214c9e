import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../../scripts/engine/run.ts';
import { previousRelease, releasePackages } from '../../../scripts/releases/release-packages.ts';

export interface PreviousPrograms {
  readonly version: string;
  /** Command lines. */
  readonly server: readonly string[];
  readonly agent: readonly string[];
}

let programs: Promise<PreviousPrograms> | undefined;

/** Those in the packages of the version before, unpacked once; they go with the process. */
export function previousPrograms(): Promise<PreviousPrograms> {
  programs ??= unpack();
  return programs;
}

async function unpack(): Promise<PreviousPrograms> {
  const release = previousRelease();
  const packages = await releasePackages(release);
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-previous-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const program = async (name: 'server' | 'agent'): Promise<readonly string[]> => {
    const archive = readdirSync(packages).find(
      (file) => /^lbaas-(\w+)_.*\.tar\.gz$/.exec(file)?.[1] === name,
    );
    const target = ['-C', directory, '--strip-components=1'];
    await mustRun(['tar', '-xzf', join(packages, archive ?? ''), ...target]);
    return [process.execPath, join(directory, `usr/lib/lbaas-${name}/packages/${name}/dist/main.js`)];
  };
  return { version: release.version, server: await program('server'), agent: await program('agent') };
}
