import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { runQuietly } from './run-quietly.mjs';

/** Whether node_modules lacks a package of package-lock.json or has it in another version. */
export function npmIsStale() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const installed = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).some(
    ([path, entry]) => isInstallable(path, entry) && differs(entry, installed[path]),
  );
}

/** `npm ci` leaves out packages for other platforms, and workspaces are links. */
const isInstallable = (path, { link, optional, peer }) =>
  path.startsWith('node_modules/') && !link && !optional && !peer;

const differs = (wanted, installed) => installed?.version !== wanted.version;

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

const npmCi = () =>
  runQuietly('npm ci', ['npm', 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);

/** Empties node_modules first, so it can be retried: a registry may be unreachable for a moment. */
export const installNpmPackages = () => npmCi().catch(npmCi);
