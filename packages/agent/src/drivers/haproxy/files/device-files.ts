import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Names inside a device's directory. */
export const FILES = {
  /** The last configuration that HAProxy accepted. */
  config: 'conf',
  candidate: 'conf.new',
  checked: 'conf.check',
  socket: 'sock',
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

  async ensure(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await mkdir(this.path(FILES.chroot), { recursive: true, mode: 0o555 });
  }

  async read(name: FileName): Promise<string | undefined> {
    return readFile(this.path(name), 'utf8').catch(absent);
  }

  /** Readers see the old content or the new one, never a part. */
  async write(name: FileName, text: string): Promise<void> {
    writeAtomically(this.path(name), text, 0o600);
  }

  async accept(): Promise<void> {
    await rename(this.path(FILES.candidate), this.path(FILES.config));
  }

  async forget(...names: FileName[]): Promise<void> {
    await Promise.all(names.map((name) => rm(this.path(name), { force: true })));
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
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

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
