import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { DebianMirror } from './debian-mirror.ts';
import type { EngineFiles } from './engine-files.ts';
import { mustRun } from './run.ts';
import { APT, unpackPackages } from './unpack-packages.ts';

/** Programs that the engine runs, and their packages. */
const HELPERS = {
  iptables: '/usr/sbin/iptables',
  mmdebstrap: '/usr/bin/mmdebstrap',
  runc: '/usr/sbin/runc',
  slirp4netns: '/usr/bin/slirp4netns',
  tini: '/usr/bin/tini-static',
};
/** Debian 12 has an engine without compose, Debian 13 has all of it; its programs run on both. */
const SUITE = 'trixie';
const PACKAGES = ['docker.io', 'docker-cli', 'containerd', 'docker-compose', 'docker-buildx'];
const PLUGINS = ['docker-compose', 'docker-buildx'];

/** Installs the helpers: small programs without a service. */
export async function installHelpers(): Promise<void> {
  const missing = Object.entries(HELPERS).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => mustRun([...APT, 'install', '-y', '--no-install-recommends', ...missing], { env });
  await install().catch(async () => {
    await mustRun([...APT, 'update']);
    await install();
  });
}

/** Unpacks the engine: installed, it would start at once, with rules in the machine's own packet filter. */
export async function unpackEngine(files: EngineFiles, { url }: DebianMirror): Promise<void> {
  if (existsSync(files.programs)) return;
  const work = `${files.programs}.part`;
  rmSync(work, { recursive: true, force: true });
  const root = join(work, 'root');
  await unpackPackages(root, { work, url, suite: SUITE, packages: PACKAGES });
  // Its link leads to a program beside it.
  rmSync(join(root, 'usr/bin/docker-init'), { force: true });
  symlinkSync(HELPERS.tini, join(root, 'usr/bin/docker-init'));
  renameSync(root, files.programs);
  rmSync(work, { recursive: true });
}

export function configureClient({ config, programs }: EngineFiles): void {
  const directory = join(config, 'cli-plugins');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const name of PLUGINS) {
    symlinkSync(join(programs, 'usr/libexec/docker/cli-plugins', name), join(directory, name));
  }
}
