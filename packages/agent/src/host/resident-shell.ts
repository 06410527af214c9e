import { randomUUID } from 'node:crypto';
import type { CommandResult } from './command-result.ts';
import { ResidentProgram, type Said } from './resident-program.ts';

/** It outlives what systemd sends to all at once, and ends with the agent, whose end closes its input. */
const BEGIN = 'trap : TERM INT HUP\n';

/**
 * A `sh` that runs one command after another. Node forks by copying its page tables, with the event loop standing still
 * (2 ms of CPU with 46 MB, 4 ms with 200 MB; ten times as much on a busy machine); a shell of 1 MB does so in a tenth.
 *
 * After each command it prints a mark that no command knows, so that what a daemon keeps open ends nothing.
 */
export class ResidentShell {
  readonly #program = new ResidentProgram(['sh'], BEGIN);
  readonly #mark = randomUUID();

  get isAlive(): boolean {
    return this.#program.isAlive;
  }

  /** Only when idle. @throws HostError `lost` when it ends, or outlives its deadline */
  run(argv: readonly string[], stdin: string, deadlineMs: number): Promise<CommandResult> {
    const name = argv[0] ?? '';
    const input = scriptOf(argv, stdin, this.#mark);
    return this.#program.ask({ name, input, deadlineMs, answer: (said) => resultOf(said, this.#mark) });
  }
}

function resultOf({ stdout, stderr }: Said, mark: string): CommandResult | undefined {
  const outEnd = `\n${mark}\n`;
  const code = stderr.endsWith('\n') ? new RegExp(`\n${mark} (\\d+)\n$`).exec(stderr.slice(-64)) : null;
  if (code === null || !stdout.endsWith(outEnd)) return undefined;
  return {
    code: Number(code[1]),
    stdout: stdout.slice(0, -outEnd.length),
    stderr: stderr.slice(0, -code[0].length),
  };
}

/** The input is a here-document, so that the command cannot read what comes after it. Pure. */
export function scriptOf(argv: readonly string[], stdin: string, mark: string): string {
  const command = argv.map(quoted).join(' ');
  const end = `printf '\\n%s %d\\n' ${mark} "$?" >&2; printf '\\n%s\\n' ${mark}\n`;
  if (stdin === '') return `${command} </dev/null\n${end}`;
  return `${command} <<'${mark}'\n${stdin}${stdin.endsWith('\n') ? '' : '\n'}${mark}\n${end}`;
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
