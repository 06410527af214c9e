import { HaproxyError } from '../model/errors.ts';
import { parseProcessInfo, processName } from '../runtime/process-info.ts';
import type { RuntimeSession } from '../runtime/runtime-session.ts';

interface Held {
  readonly session: RuntimeSession;
  readonly process: string;
}

export interface PollAnswer {
  /** See `processName`. */
  readonly process: string;
  readonly answer: string;
}

/**
 * The connection over which one process is asked every second: opening one for each question costs both ends more than
 * the question. When it is gone, most often with the process, the next question opens another. It keeps a process that
 * should finish alive, so it must be closed before a process is replaced.
 */
export class PollSession {
  readonly #open: () => Promise<RuntimeSession>;
  #held: Held | undefined;

  constructor(open: () => Promise<RuntimeSession>) {
    this.#open = open;
  }

  async ask(command: string): Promise<PollAnswer> {
    const held = this.#held;
    if (held !== undefined) {
      const answer = await this.#askHeld(held, command);
      if (answer !== undefined) return answer;
    }
    return this.#askAnew(command);
  }

  close(): void {
    this.#held?.session.close();
    this.#held = undefined;
  }

  /** Undefined when the connection is gone; a process that does not answer in time is not asked again. */
  async #askHeld({ session, process }: Held, command: string): Promise<PollAnswer | undefined> {
    try {
      const [answer = ''] = await session.run([command]);
      return { process, answer };
    } catch (error) {
      this.close();
      if (error instanceof HaproxyError && error.code === 'unreachable') return undefined;
      throw error;
    }
  }

  async #askAnew(command: string): Promise<PollAnswer> {
    const session = await this.#open();
    try {
      const [info = '', answer = ''] = await session.run(['show info', command]);
      const process = processName(parseProcessInfo(info));
      this.#held = { session, process };
      return { process, answer };
    } catch (error) {
      session.close();
      throw error;
    }
  }
}
