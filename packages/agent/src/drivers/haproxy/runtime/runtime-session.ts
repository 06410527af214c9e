import { closeSync, openSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { type AnswerPatience, awaitAnswer } from './await-answer.ts';
import { HaproxyError } from '../model/errors.ts';

interface RuntimeTarget {
  /** Directory of the socket; may be of any length. */
  readonly directory: string;
  readonly socket: string;
  /** For the whole exchange. */
  readonly deadlineMs?: number;
  /** Whether the process will never answer; see AnswerPatience. */
  readonly hangs?: () => Promise<boolean>;
}

/** In interactive mode this ends every answer; without it some answers end in one line break and some in two. */
const PROMPT = '\n> ';

/** Of a command whose answer goes on until the connection ends. */
export interface Follower {
  /** HAProxy has written something. */
  readonly onData: () => void;
  /** Not called after close(). */
  readonly onEnd: () => void;
}

interface Exchange {
  readonly answers: number;
  readonly resolve: (answers: string[]) => void;
  readonly reject: (error: HaproxyError) => void;
}

/**
 * One connection to the runtime socket in interactive mode (management manual 9.3). Several commands travel in one
 * write. A session belongs to one HAProxy process: it outlives the moment when a reload takes the path over.
 * Errors are HaproxyError `unreachable`, `silent` and `hung`; after one the session is of no more use.
 */
export class RuntimeSession {
  readonly #socket: Socket;
  readonly #patience: AnswerPatience;
  /** Joined once the answer is complete: that of 1,000 servers comes in 30 pieces. */
  #received: string[] = [];
  #tail = '';
  /** Of the command that starts the interactive mode. */
  #answersToSkip = 1;
  #exchange: Exchange | undefined;
  #follower: Follower | undefined;
  #failure: HaproxyError | undefined;

  private constructor(path: string, patience: AnswerPatience) {
    this.#patience = patience;
    this.#socket = connect(path).setEncoding('utf8');
    this.#socket.on('data', (chunk) => this.#receive(String(chunk)));
    this.#socket.on('error', (error) => this.#fail(unreachable(error)));
    this.#socket.on('close', () => this.#fail(unreachable(new Error('HAProxy closed the connection'))));
    this.#socket.write('prompt\n');
  }

  /** Connects; whether somebody listens shows in the first answers. */
  static open({ directory, socket, deadlineMs = 5_000, hangs = unknown }: RuntimeTarget): RuntimeSession {
    const descriptor = openDirectory(directory);
    try {
      // sun_path holds 107 bytes; through the descriptor the directory's name does not count.
      return new RuntimeSession(`/proc/self/fd/${descriptor}/${socket}`, { deadlineMs, hangs });
    } finally {
      closeSync(descriptor);
    }
  }

  /** The answers in the order of the commands, trimmed. */
  async run(commands: readonly string[]): Promise<string[]> {
    for (const command of commands) refuseSeparators(command);
    return commands.length === 0 ? [] : this.#exchangeLines(commands);
  }

  /** From here on the session is of no other use. */
  follow(command: string, follower: Follower): void {
    refuseSeparators(command);
    this.#follower = follower;
    if (this.#failure === undefined) this.#socket.write(`${command}\n`);
    else follower.onEnd();
  }

  close(): void {
    this.#follower = undefined;
    this.#socket.destroy();
  }

  #exchangeLines(lines: readonly string[]): Promise<string[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise<string[]>((resolve, reject) => {
      const endWait = awaitAnswer(this.#patience, (error) => this.#fail(error));
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          endWait();
          settle(value);
        };
      this.#exchange = {
        answers: lines.length + this.#answersToSkip,
        resolve: settled(resolve),
        reject: settled(reject),
      };
      this.#socket.write(lines.map((line) => `${line}\n`).join(''));
    });
  }

  #receive(chunk: string): void {
    if (this.#follower !== undefined) {
      if (/[^>\s]/.test(chunk)) this.#follower.onData();
      return;
    }
    this.#received.push(chunk);
    this.#tail = (this.#tail + chunk.slice(-PROMPT.length)).slice(-PROMPT.length);
    if (this.#exchange === undefined || this.#tail !== PROMPT) return;
    const answers = this.#received.join('').split(PROMPT).slice(0, -1);
    if (answers.length < this.#exchange.answers) return;
    const { resolve } = this.#exchange;
    const skipped = this.#answersToSkip;
    this.#answersToSkip = 0;
    this.#received = [];
    this.#tail = '';
    this.#exchange = undefined;
    resolve(answers.slice(skipped).map((answer) => answer.trim()));
  }

  #fail(error: HaproxyError): void {
    this.#failure ??= error;
    this.#exchange?.reject(this.#failure);
    this.#exchange = undefined;
    this.#socket.destroy();
    this.#follower?.onEnd();
    this.#follower = undefined;
  }
}

const unknown = (): Promise<boolean> => Promise.resolve(false);

/** Words of commands come from closed alphabets; a separator would start another command. */
function refuseSeparators(command: string): void {
  if (!/^[\x20-\x7e]+$/.test(command) || /[;\\<]/.test(command)) {
    throw new HaproxyError('command_failed', `not a single command: ${JSON.stringify(command)}`);
  }
}

/** Synchronous, because it costs microseconds where a trip to the thread pool costs a tenth of a millisecond. */
function openDirectory(directory: string): number {
  try {
    return openSync(directory, 'r');
  } catch (cause) {
    throw unreachable(cause);
  }
}

function unreachable(cause: unknown): HaproxyError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new HaproxyError('unreachable', `the HAProxy socket does not answer: ${message}`, { cause });
}

/** Whether nothing listens, which is a fact about the process, as opposed to an answer that did not come. */
export function nobodyListens(error: unknown): boolean {
  const cause = error instanceof HaproxyError && error.code === 'unreachable' ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR';
}
