import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A write that did not come to its end leaves this behind. */
export const TEMPORARY = '.new';
/** At the end of the name of a file that cannot be used. */
export const ASIDE = '.corrupt';

/**
 * Small files that are replaced as a whole.
 *
 * They are not forced to the disk unless `fsync` says so: what they hold has to outlive the agent process, and after a
 * crash of the whole host there is no namespace left that they describe, and a full sync brings the rest. A forced
 * write costs 5 to 30 ms in the middle of every deployment. Whoever wants an agent to come back without its server
 * after a loss of power turns it on.
 *
 * A directory that somebody has deleted is made anew by the next write.
 */
export class StateDirectory {
  readonly #path: string;
  readonly #fsync: boolean;

  constructor(path: string, options: { readonly fsync: boolean }) {
    this.#path = path;
    this.#fsync = options.fsync;
  }

  async ensure(): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
  }

  /** None when the directory is gone. */
  async names(): Promise<string[]> {
    return (await unlessMissing(readdir(this.#path))) ?? [];
  }

  /** Undefined when there is no such file. */
  async read(name: string): Promise<string | undefined> {
    try {
      return readFileSync(join(this.#path, name), 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Readers see the old content or the new one. Calls for one name must not overlap. */
  async write(name: string, text: string): Promise<void> {
    try {
      await this.#write(name, text);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await this.ensure();
      await this.#write(name, text);
    }
  }

  async #write(name: string, text: string): Promise<void> {
    const temporary = join(this.#path, `${name}${TEMPORARY}`);
    if (!this.#fsync) return this.#writeToCache(name, temporary, text);
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(this.#path, name));
    await this.#syncDirectory();
  }

  /** Synchronous: into the page cache it takes 0.05 ms, where four trips to the thread pool take ten times as much. */
  #writeToCache(name: string, temporary: string, text: string): void {
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, join(this.#path, name));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#path, name), { force: true });
    await this.#syncDirectory();
  }

  /** Keeps a file that cannot be used, under a name that is not read again. */
  async setAside(name: string): Promise<void> {
    await rename(join(this.#path, name), join(this.#path, `${name}${ASIDE}`));
  }

  async #syncDirectory(): Promise<void> {
    if (!this.#fsync) return;
    const directory = await unlessMissing(open(this.#path, 'r'));
    if (directory === undefined) return;
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
