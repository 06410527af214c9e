import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '@lbaas/common/runtime';

/** The distribution's interpreters, which its packages are made for; others may come first on PATH. */
const INTERPRETERS = { py: '/usr/bin/python3', rb: '/usr/bin/ruby' };

/** Longer than the deadline that a script sets for its work. */
const ANSWER_MS = 40_000;

/** A script of this folder that reads one JSON document per line and answers each with one. */
export class ScriptProgram {
  readonly #script: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(script: `${string}.${keyof typeof INTERPRETERS}`, env: NodeJS.ProcessEnv) {
    this.#script = script;
    const interpreter = script.endsWith('.rb') ? INTERPRETERS.rb : INTERPRETERS.py;
    const file = fileURLToPath(new URL(script, import.meta.url));
    this.#child = spawn(interpreter, [file], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    // The reason for its end shows when the next answer does not come.
    this.#child.stdin.on('error', () => undefined);
  }

  /** The answer to one question, after those that were asked before. */
  ask(question: unknown): Promise<unknown> {
    const answer = this.#last.then(() => this.#ask(question));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    await withDeadline(`${this.#script} to end`, ANSWER_MS, () => ended);
  }

  async #ask(question: unknown): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    const answer = await withDeadline(this.#script, ANSWER_MS, () => this.#answers.next());
    if (answer.done === true) throw new Error(`${this.#script} has ended`);
    return JSON.parse(answer.value);
  }
}
