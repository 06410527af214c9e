// Builds the web page (packages/dashboard/dist) unless it is what the sources say already.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = join(ROOT, 'packages/dashboard');
const MARK = join(PAGE, 'dist/.built-from');
const IS_SOURCE = /^(?:src|build|public|lean)\/|^[^/]+\.(?:ts|json|html)$/;

const wanted = fingerprint();
if (built() !== wanted) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: PAGE,
    stdio: 'inherit',
  });
  if (status === 0) writeFileSync(MARK, wanted);
  process.exitCode = status ?? 1;
}

/** Of all sources, and of the versions of what they import. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  const files = readdirSync(PAGE, { recursive: true, encoding: 'utf8' })
    .filter((path) => IS_SOURCE.test(path) && !path.includes('node_modules'))
    .sort();
  for (const path of files)
    if (statSync(join(PAGE, path)).isFile()) hash.update(path).update(readFileSync(join(PAGE, path)));
  return hash.digest('hex');
}

function built() {
  try {
    return readFileSync(MARK, 'utf8');
  } catch {
    return undefined;
  }
}
