import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { BROWSER, BROWSER_ARGS } from '../../tests/page/support/browser.ts';

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/**
 * A Chromium of its own, spoken to by the Chrome DevTools Protocol over `--remote-debugging-pipe`: JSON, each
 * message ended by a NUL (file descriptors 3 and 4 of the browser).
 */
export class BrowserPipe {
  readonly #profile: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;
  #rest = '';

  private constructor(profile: string) {
    this.#profile = profile;
    const args = [...BROWSER_ARGS, '--headless', '--no-first-run', '--remote-debugging-pipe'];
    this.#child = spawn(BROWSER, [...args, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const answers = this.#child.stdio[4] as Readable;
    answers.setEncoding('utf8').on('data', (text: string) => this.#heard(text));
  }

  static async start(): Promise<BrowserPipe> {
    return new BrowserPipe(await mkdtemp(join(tmpdir(), 'lbaas-bench-browser-')));
  }

  /**
   * @param sessionId of `Target.attachToTarget`; without one the browser itself is spoken to
   * @throws Error with the browser's own words
   */
  send<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const id = ++this.#lastId;
    const questions = this.#child.stdio[3] as Writable;
    questions.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result = {}, error }) => {
        if (error === undefined) resolve(result as Result);
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => void this.#child.once('close', resolve));
    await this.send('Browser.close');
    await closed;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #heard(text: string): void {
    const messages = `${this.#rest}${text}`.split('\0');
    this.#rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      if (answer.id === undefined) continue;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    }
  }
}
