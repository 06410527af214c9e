import {
  type BigIntStats,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Names inside a device's directory. */
export const FILES = {
  /** The last configuration that HAProxy accepted. */
  config: 'conf',
  candidate: 'conf.new',
  checked: 'conf.check',
  socket: 'sock',
  socketMark: 'sock.mark',
  pid: 'pid',
  serverState: 'state',
  chroot: 'empty',
  stats: 'stats.json',
  oldPids: 'old-pids.json',
} as const;

type FileName = (typeof FILES)[keyof typeof FILES];

/** The directory of one device; only root looks into it. */
export class DeviceFiles {
  readonly directory: string;

  constructor(stateDir: string, deviceId: string) {
    if (!DEVICE_ID.test(deviceId)) throw new TypeError(`not a device id: ${JSON.stringify(deviceId)}`);
    this.directory = join(stateDir, deviceId);
  }

  path(name: FileName): string {
    return join(this.directory, name);
  }

  /** False for a device that has never had anything to run, of which there can be thousands. */
  get exist(): boolean {
    return existsSync(this.directory);
  }

  /** Whether what a running HAProxy and the next agent need is there, as far as its kind shows. */
  get areUsable(): boolean {
    return [FILES.socket, FILES.pid, FILES.config].every((name) => {
      const found = foundAt(this.path(name));
      return found !== undefined && KINDS[name](found);
    });
  }

  /** Tells a file from every other one that has had its name; undefined when there is none. */
  identity(name: FileName): string | undefined {
    const found = foundAt(this.path(name));
    return found && `${found.dev}:${found.ino}:${found.birthtimeNs}`;
  }

  /** Synchronous: for a glance at the files of every device; '' when there is none. */
  glance(name: FileName): string {
    try {
      return readFileSync(this.path(name), 'utf8');
    } catch {
      return '';
    }
  }

  /** What cannot be used under one of our names, such as a directory in place of a file, goes. */
  async ensure(): Promise<void> {
    removeUnless(this.directory, (found) => found.isDirectory());
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    for (const [name, fits] of Object.entries(KINDS)) removeUnless(join(this.directory, name), fits);
    await mkdir(this.path(FILES.chroot), { recursive: true, mode: 0o555 });
  }

  /** Synchronous inside: four trips to the thread pool take ten times as much. */
  async read(name: FileName): Promise<string | undefined> {
    try {
      return readFileSync(this.path(name), 'utf8');
    } catch (error) {
      return unusable(error);
    }
  }

  /** Readers see the old content or the new one, never a part. What is missing for it is made anew. */
  async write(name: FileName, text: string): Promise<void> {
    try {
      writeAtomically(this.path(name), text, 0o600);
    } catch {
      await this.ensure();
      writeAtomically(this.path(name), text, 0o600);
    }
  }

  async accept(): Promise<void> {
    await rename(this.path(FILES.candidate), this.path(FILES.config));
  }

  async forget(...names: FileName[]): Promise<void> {
    await Promise.all(names.map((name) => rm(this.path(name), { recursive: true, force: true })));
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

type Fits = (found: BigIntStats) => boolean;

const KINDS: Readonly<Record<FileName, Fits>> = {
  ...mapped(Object.values(FILES), (found) => found.isFile()),
  [FILES.socket]: (found) => found.isSocket(),
  [FILES.chroot]: (found) => found.isDirectory(),
};

function mapped(names: readonly FileName[], fits: Fits): Record<FileName, Fits> {
  // Every name is in the list that the type is made from.
  return Object.fromEntries(names.map((name) => [name, fits])) as Record<FileName, Fits>;
}

function removeUnless(path: string, fits: Fits): void {
  const found = foundAt(path);
  if (found !== undefined && !fits(found)) rmSync(path, { recursive: true, force: true });
}

/** Undefined also where a directory on the way is none. */
function foundAt(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    return absent(error);
  }
}

const DEVICE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let writes = 0;

/** Synchronous: into the page cache it takes a fraction of what a trip to the thread pool does. */
export function writeAtomically(path: string, text: string, mode: number): void {
  const temporary = `${path}.${process.pid}.${(writes += 1)}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

export async function deviceIdsIn(stateDir: string): Promise<string[]> {
  const entries = await readdir(stateDir, { withFileTypes: true }).catch(absent);
  const names = (entries ?? []).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.filter((name) => DEVICE_ID.test(name)).toSorted();
}

/** Nothing, or a directory, is there. */
function unusable(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'EISDIR') return undefined;
  return absent(error);
}

function absent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
