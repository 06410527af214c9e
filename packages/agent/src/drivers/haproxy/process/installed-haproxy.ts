import { statSync } from 'node:fs';
import type { Logger } from '@lbaas/common/runtime';
import { runCommand } from '../../../host/index.ts';

/** In what `haproxy -v` prints. */
const VERSION = /^HA-?Proxy version (\S+)/m;
/** It only prints. */
const DEADLINE_MS = 5_000;

/**
 * The HAProxy that the next start gets: another one than those that run, when its file was replaced meanwhile.
 *
 * States: unknown until the first look has ended; a version; or none, when the program cannot be run. A file that is as
 * it was is not asked again, unless it could not be run: a library that is missing may come later.
 */
export class InstalledHaproxy {
  readonly #binary: string;
  readonly #logger: Logger;
  #version: string | null | undefined;
  #words: string | undefined;
  #file: string | undefined;
  #isLooking = false;

  constructor(binary: string, logger: Logger) {
    this.#binary = binary;
    this.#logger = logger;
  }

  /** As of the last look that has ended; another one begins if the file is another. Undefined before the first one. */
  get version(): string | null | undefined {
    const file = fingerprint(this.#binary);
    if (!this.#isLooking && (file !== this.#file || this.#version === null)) void this.#look(file);
    return this.#version;
  }

  async #look(file: string | undefined): Promise<void> {
    this.#isLooking = true;
    try {
      const { code, stdout, stderr } = await runCommand([this.#binary, '-v'], { deadlineMs: DEADLINE_MS });
      const found = code === 0 ? VERSION.exec(stdout)?.[1] : undefined;
      this.#found(found ?? null, found ?? firstLine(stderr || stdout));
    } catch (error) {
      this.#found(null, error instanceof Error ? error.message : String(error));
    } finally {
      this.#file = file;
      this.#isLooking = false;
    }
  }

  /** @param words the version, or what was said instead */
  #found(version: string | null, words: string): void {
    const before = this.#version;
    if (words !== this.#words) this.#tell(version, words, before);
    [this.#version, this.#words] = [version, words];
  }

  #tell(version: string | null, words: string, before: string | null | undefined): void {
    const about = { binary: this.#binary, ...(version === null ? { words } : { version }) };
    if (version === null) {
      this.#logger.error(about, 'HAProxy cannot be run: what runs goes on, and nothing can be started');
    } else if (before === null) {
      this.#logger.info(about, 'HAProxy can be run again');
    } else if (before !== undefined) {
      const text = 'another HAProxy is installed: what runs goes on with its own, until its next reload';
      this.#logger.info({ ...about, before }, text);
    }
  }
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

/** Undefined when there is no such file. */
function fingerprint(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
}
