import type { RuntimeSession } from '../runtime/runtime-session.ts';
import type { Notice } from '../../device-driver.ts';
import { HEALTH_RING } from '../render/render-process.ts';

/** From the oldest one that it keeps, so that none is missed between a reading of the figures and this. */
const FOLLOW = `show events ${HEALTH_RING} -w`;

/** Whether a process with this configuration says when a member changes. */
export const announcesChanges = (configuration: string): boolean =>
  configuration.includes(`\nring ${HEALTH_RING}\n`);

/**
 * Notices the moment at which a server of one process goes up, down, or in or out of maintenance (management manual
 * 9.3, `show events`). It does not say which or how: the figures do, and a notice says that they are worth reading.
 * Its connection keeps a process that should finish alive, so it must be closed before a process is replaced.
 */
export class MemberNotices {
  readonly #open: () => Promise<RuntimeSession>;
  readonly #notify: (notice: Notice) => void;
  #session: RuntimeSession | undefined;

  constructor(open: () => Promise<RuntimeSession>, notify: (notice: Notice) => void) {
    this.#open = open;
    this.#notify = notify;
  }

  /** Until close(), or until the connection ends, which is a notice too. */
  async follow(): Promise<void> {
    if (this.#session !== undefined) return;
    const session = await this.#open();
    this.#session = session;
    session.follow(FOLLOW, { onData: () => this.#notify('changed'), onEnd: () => this.#ended() });
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #ended(): void {
    this.#session = undefined;
    this.#notify('ended');
  }
}
