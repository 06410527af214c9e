import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface TrafficOptions {
  /** A hundred requests over one connection; otherwise each has its own. @default false */
  readonly keepAlive?: boolean;
}

const CURL = "curl -s -m 5 -o /dev/null -w '%{http_code}\\n'";

/** Requests to a URL, one after the other until they are stopped. */
export class Traffic {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  /** @param enter makes the command run where the clients are */
  constructor(
    url: string,
    enter: (argv: readonly string[]) => readonly string[],
    { keepAlive = false }: TrafficOptions = {},
  ) {
    const curl = keepAlive
      ? `${CURL} --rate 20/s '${url}?[1-100]'`
      : `${CURL} -H 'Connection: close' '${url}?[1-20]'`;
    const [file = '', ...args] = enter(['sh', '-c', `while :; do ${curl}; sleep 0.05; done`]);
    this.#child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#ended = once(this.#child, 'close');
  }

  /** How many were answered so far. */
  get answered(): number {
    return this.#codes().length;
  }

  /** @returns the codes that were not 200 (000: no answer), and how many requests there were */
  async stop(): Promise<{ readonly failed: readonly string[]; readonly total: number }> {
    this.#child.kill('SIGKILL');
    // The curl of the moment holds the pipe until it has ended.
    await this.#ended;
    const codes = this.#codes();
    return { failed: codes.filter((code) => code !== '200'), total: codes.length };
  }

  #codes(): string[] {
    return this.#output
      .trim()
      .split('\n')
      .filter((code) => code !== '');
  }
}
