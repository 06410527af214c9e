import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from '../../../scripts/engine/run.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The time of the release that tests play. */
export const EPOCH = 1_790_000_000;

export type PackageName = 'lbaas-server' | 'lbaas-agent' | 'lbaas-runtime';

interface BuildOptions {
  readonly version?: string;
  /** @default all */
  readonly only?: readonly PackageName[];
  readonly umask?: string;
  readonly epoch?: number;
}

/** `npm run package`, without the build of the page, which is there. */
export async function buildPackages(directory: string, options: BuildOptions = {}): Promise<void> {
  const { version, only = [], umask = '022', epoch } = options;
  const words = [
    '--out',
    directory,
    ...(version === undefined ? [] : ['--version', version]),
    ...only.flatMap((name) => ['--only', name]),
  ];
  const script = `umask ${umask} && exec "$@"`;
  const env = epoch === undefined ? {} : { SOURCE_DATE_EPOCH: String(epoch) };
  const program = [process.execPath, '--import', 'tsx', 'scripts/package.ts', ...words];
  await mustRun(['sh', '-c', script, 'sh', ...program], { cwd: ROOT, env });
}

let shared: Promise<string> | undefined;

/** All of them, built once for the suites that only read them; they go with the process. */
export function sharedPackages(): Promise<string> {
  shared ??= (async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lbaas-packages-'));
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    await buildPackages(directory, { epoch: EPOCH });
    return directory;
  })();
  return shared;
}

/** The .deb of a package in a directory. */
export function debOf(directory: string, name: PackageName): string {
  const file = readdirSync(directory).find((each) => each.startsWith(`${name}_`) && each.endsWith('.deb'));
  if (file === undefined) throw new Error(`no package ${name} in ${directory}`);
  return join(directory, file);
}
