import { createHash } from 'node:crypto';
import { cpSync, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface PostgresHome {
  readonly dir: string;
  readonly binaries: PostgresBinaries;
}

/** The kernel refuses longer socket paths (sun_path), and PostgreSQL adds `/.s.PGSQL.5432.lock`. */
const SOCKET_DIR_MAX = 80;

/**
 * Where the server really lives. As root it runs as nobody, who cannot pass a closed home such as /root:
 * then the data, and the binaries when they lie behind such a door too, move to the temporary directory.
 */
export function postgresHome(wanted: string, binaries: PostgresBinaries): PostgresHome {
  const dir = resolve(wanted);
  const fits = dir.length <= SOCKET_DIR_MAX && reachable(dir);
  return {
    dir: fits ? dir : join(tmpdir(), `lbaas-pg-${hash(dir)}`),
    binaries: reachable(binaries.postgres) ? binaries : copiedBinaries(binaries),
  };
}

/** Whether every existing directory on the way lets others pass. */
function reachable(path: string): boolean {
  if (process.getuid?.() !== 0) return true;
  for (let at = dirname(path); at !== '/'; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
  }
  return true;
}

function copiedBinaries(binaries: PostgresBinaries): PostgresBinaries {
  const native = dirname(dirname(binaries.postgres));
  const copy = join(tmpdir(), `lbaas-pg-native-${hash(native)}`);
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
