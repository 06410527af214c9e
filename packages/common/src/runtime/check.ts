import type { Static, TObject } from 'typebox';
import { commandSettings } from './command-settings.ts';
import { ConfigError } from './config.ts';
import { withDeadline } from './with-deadline.ts';

/** `note` = works, and something about it is worth knowing. */
export type Verdict = 'ok' | 'note' | 'failed';

/** What a look at one thing has found. The words of a failure say what to do. */
export interface Finding {
  readonly verdict: Verdict;
  readonly words: string;
}

/** One thing that a program needs, and that can be looked at before the program is started. */
export interface CheckItem {
  readonly name: string;
  look(): Finding | Promise<Finding>;
}

export const ok = (words: string): Finding => ({ verdict: 'ok', words });
export const note = (words: string): Finding => ({ verdict: 'note', words });
export const failed = (words: string): Finding => ({ verdict: 'failed', words });

export interface CheckedProgram<S extends TObject> {
  readonly schema: S;
  /** The arguments behind the word `check`. */
  readonly argv: readonly string[];
  /** @throws ConfigError when settings do not fit together */
  readonly items: (config: Static<S>) => readonly CheckItem[];
  readonly print: (line: string) => void;
}

/** Looks have deadlines of their own; this one is for the case that nobody thought of. */
const LOOK_DEADLINE_MS = 20_000;
const SETTINGS = 'settings';
const NAME_WIDTH = 22;

/** Looks at every item, and prints a line for each. @returns whether the program can be started */
export async function checkProgram<S extends TObject>(program: CheckedProgram<S>): Promise<boolean> {
  const show = (name: string, finding: Finding): void => program.print(lineOf(name, finding));
  try {
    const items = program.items(commandSettings(program.schema, program.argv));
    show(SETTINGS, ok('every name is known, every value is in range'));
    return await lookAtAll(items, show);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) show(SETTINGS, failed(problem));
    return false;
  }
}

/** The command `check` of a program: lines on standard output, and exit code 1 when it cannot be started. */
export async function runCheck<S extends TObject>(
  program: Pick<CheckedProgram<S>, 'schema' | 'items'>,
): Promise<void> {
  const print = (line: string): void => void process.stdout.write(line);
  if (!(await checkProgram({ ...program, argv: process.argv.slice(3), print }))) process.exitCode = 1;
}

/** One after the other, so that what is measured does not measure the others. */
async function lookAtAll(
  items: readonly CheckItem[],
  show: (name: string, finding: Finding) => void,
): Promise<boolean> {
  let isFit = true;
  for (const item of items) {
    const finding = await lookAt(item);
    show(item.name, finding);
    isFit &&= finding.verdict !== 'failed';
  }
  return isFit;
}

async function lookAt(item: CheckItem): Promise<Finding> {
  try {
    return await withDeadline(`look at ${item.name}`, LOOK_DEADLINE_MS, async () => item.look());
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

const lineOf = (name: string, { verdict, words }: Finding): string =>
  `${verdict.padEnd(8)}${name.padEnd(NAME_WIDTH)}${words.trim().replaceAll(/\s*\n\s*/g, '; ')}\n`;
