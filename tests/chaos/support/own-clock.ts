import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabAgent, LabServer, Postgres } from '@lbaas/lab';

const LIBRARIES = '/usr/lib';
const LIBRARY = 'faketime/libfaketimeMT.so.1';

/** Where Debian has libfaketime, which sets the clock of one process and of what it starts. */
function libfaketime(): string {
  const found = readdirSync(LIBRARIES)
    .map((triplet) => join(LIBRARIES, triplet, LIBRARY))
    .find(existsSync);
  if (found === undefined) throw new Error(`no ${LIBRARIES}/*/${LIBRARY}: the package faketime is missing`);
  return found;
}

type Clocked = LabServer | LabAgent | Postgres;

/** Lets a server, an agent or a database have its own wall clock. Its monotonic clock stays that of the machine. */
export class OwnClock {
  readonly #directory = mkdtempSync(join(tmpdir(), 'lbaas-clock-'));
  readonly #part: Clocked;

  constructor(part: Clocked) {
    this.#part = part;
    // PostgreSQL runs as nobody.
    chmodSync(this.#directory, 0o755);
  }

  /** Restarts the program, with a clock that is so many seconds off. */
  async start(seconds = 0): Promise<void> {
    this.step(seconds);
    await this.#part.stop();
    await this.#part.startWith({
      LD_PRELOAD: libfaketime(),
      FAKETIME_TIMESTAMP_FILE: join(this.#directory, 'offset'),
      // The file is read again after this many seconds of the clock.
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
  }

  /** So many seconds off from now on. */
  step(seconds: number): void {
    writeFileSync(join(this.#directory, 'offset'), `${seconds < 0 ? '' : '+'}${seconds}\n`);
  }

  /** Restarts the program with the clock of the machine. */
  async stop(): Promise<void> {
    await this.#part.stop();
    await this.#part.start();
    rmSync(this.#directory, { recursive: true });
  }
}
