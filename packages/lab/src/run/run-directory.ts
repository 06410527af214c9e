import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The directory of everything of one lab; its id is also the prefix of the lab's namespaces. */
export interface RunDirectory {
  /** `lb` and four hex digits. */
  readonly id: string;
  readonly path: string;
  /** One file per process, `<name>.log`. */
  readonly logs: string;
}

export const RUN_ID = /^lb[0-9a-f]{4}$/;
const NETNS = '/run/netns';

/** The kernel allows 107 bytes; the longest socket path below the run directory is `/postgres/.s.PGSQL.5432.lock`. */
const LONGEST_PATH = 107 - '/postgres/.s.PGSQL.5432.lock'.length;

/** Creates the directory of a lab in `parent`, with an id that no other lab on this machine has. */
export function createRunDirectory(parent: string): RunDirectory {
  mkdirSync(parent, { recursive: true });
  const id = freshId(parent);
  const path = join(parent, id);
  if (path.length > LONGEST_PATH) {
    throw new Error(
      `${path} is too long a path for unix sockets: ${path.length} > ${LONGEST_PATH} characters`,
    );
  }
  const logs = join(path, 'log');
  mkdirSync(logs, { recursive: true, mode: 0o755 });
  return { id, path, logs };
}

function freshId(parent: string): string {
  const names = existsSync(NETNS) ? readdirSync(NETNS) : [];
  for (;;) {
    const id = `lb${randomBytes(2).toString('hex')}`;
    if (!existsSync(join(parent, id)) && !names.some((name) => name.startsWith(`${id}-`))) return id;
  }
}
