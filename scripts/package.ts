/** Builds the Debian packages, and a plain archive of each: `npm run package [-- --out DIRECTORY --version X]`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './package/root.ts';
import { writeArchives } from './package/archives.ts';
import { debianVersion } from './package/debian-version.ts';
import { nodeRuntime } from './package/node-runtime.ts';
import { agentPackage, serverPackage } from './package/packages.ts';
import { programPackage } from './package/program-package.ts';

const { values } = parseArgs({
  options: { out: { type: 'string' }, version: { type: 'string' }, only: { type: 'string', multiple: true } },
});
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const release = {
  version: debianVersion(values.version ?? version),
  epoch: Number(process.env['SOURCE_DATE_EPOCH'] ?? dateOfSources()),
};
const directory = resolve(values.out ?? join(ROOT, 'dist/packages'));

const makers = {
  'lbaas-server': () => programPackage(serverPackage(), release),
  'lbaas-agent': () => programPackage(agentPackage(), release),
  'lbaas-runtime': () => nodeRuntime(release),
};
for (const [name, make] of Object.entries(makers)) {
  if (values.only !== undefined && !values.only.includes(name)) continue;
  for (const path of await writeArchives(await make(), directory, release.epoch)) {
    process.stdout.write(`${relative(process.cwd(), path)}\n`);
  }
}

/** The time of the last commit: the same sources give the same packages. */
function dateOfSources(): string {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    throw new Error(
      'these sources are no clone: set SOURCE_DATE_EPOCH, the time of their release in seconds since 1970',
    );
  }
}
