import { randomUUID } from 'node:crypto';
import { type PageBlock, blocksIn } from '../../support/page-blocks.ts';
import type { ShellSession } from '../../support/shell-session.ts';

/** What a page has its reader do on one host or on several. */
export interface PageStep {
  readonly hosts: readonly string[];
  readonly command: string;
  /** What it prints according to the page, where that says so. */
  readonly output?: string;
}

/** A block of `sh` names its hosts in a comment, one of `console` in its prompts. */
const HEADER = /^# on (.+)\n/;
const PROMPT = /^([a-z0-9-]+)# (.*)\n/gm;
const FAILED = `<failed ${randomUUID()}>`;
/** As somebody does who looks whether a command has failed before the next one. */
const WATCH = `set -E; trap 'printf "%s %s\\n" "${FAILED}" "$BASH_COMMAND" >&2' ERR`;

/** @throws Error when a block of the section does not say where it is run */
export const stepsIn = (page: string, title: string): readonly PageStep[] =>
  blocksIn(page, title).flatMap((block) => (block.language === 'sh' ? [script(block)] : dialogue(block)));

function script({ text }: PageBlock): PageStep {
  const [, names] = HEADER.exec(text) ?? [];
  if (names === undefined) throw new Error(`no host is named in\n${text}`);
  return { hosts: names.split(/, | and /), command: text };
}

function dialogue({ text }: PageBlock): PageStep[] {
  const prompts = [...text.matchAll(PROMPT)];
  if (prompts[0]?.index !== 0) throw new Error(`no prompt begins\n${text}`);
  return prompts.map(({ 0: line, 1: host = '', 2: command = '', index }, number) => ({
    hosts: [host],
    command,
    output: text.slice(index + line.length, prompts[number + 1]?.index),
  }));
}

/** Whether this is what the page means, where `...` stands for anything. */
export const isPrinted = (meant: string, printed: string): boolean => {
  const parts = meant.split('...').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`).test(printed);
};

/** The reader of a page: does what it says in the shells of the hosts that it names. */
export class PageWalk {
  readonly #shells: ReadonlyMap<string, ShellSession>;

  constructor(shells: ReadonlyMap<string, ShellSession>) {
    this.#shells = shells;
  }

  /** @throws Error at the first command that fails, or prints something else than the page says */
  async follow(steps: readonly PageStep[]): Promise<void> {
    for (const shell of this.#shells.values()) await shell.run(WATCH);
    for (const step of steps) await Promise.all(step.hosts.map((host) => this.#take(step, host)));
  }

  async #take({ command, output }: PageStep, host: string): Promise<void> {
    const shell = this.#shells.get(host);
    if (shell === undefined) throw new Error(`there is no ${host} for\n${command}`);
    const printed = await shell.run(command);
    if (printed.includes(FAILED)) throw new Error(`a command fails on ${host}:\n${command}\n${printed}`);
    if (output !== undefined && !isPrinted(output, printed))
      throw new Error(`other output on ${host}:\n${command}\n${printed}`);
  }
}
