import type { CommandResult } from './command-result.ts';
import { cannotRun } from './cannot-run.ts';
import { HostError } from './host-error.ts';
import { ResidentShell } from './resident-shell.ts';
import { spawnCommand } from './spawned-command.ts';
import { programStarts } from './started-programs.ts';

export type { CommandResult };

export interface CommandOptions {
  readonly stdin?: string;
  /** Then the program is killed and the promise rejects. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 10_000;

/** As many commands as devices are worked on at once, mostly; each takes 1 MB. What comes beside them is spawned. */
const MAX_SHELLS = 8;

const idle: ResidentShell[] = [];
let busy = 0;

/**
 * Runs one program and resolves with its exit code, whatever it is.
 * @throws HostError `lost` when it cannot start or outlives its deadline
 */
export async function runCommand(
  argv: readonly string[],
  { stdin = '', deadlineMs = DEADLINE_MS }: CommandOptions = {},
): Promise<CommandResult> {
  programStarts();
  const shell = takeShell();
  if (shell === undefined) return spawnCommand(argv, stdin, deadlineMs);
  busy += 1;
  try {
    const result = await shell.run(argv, stdin, deadlineMs);
    if (isMissing(result)) throw new HostError('lost', `${argv[0] ?? ''}: ${cannotRun('ENOENT')}`);
    return result;
  } finally {
    busy -= 1;
    if (shell.isAlive) idle.push(shell);
  }
}

/** Undefined when there are enough. */
function takeShell(): ResidentShell | undefined {
  for (let shell = idle.pop(); shell !== undefined; shell = idle.pop()) if (shell.isAlive) return shell;
  return busy < MAX_SHELLS ? new ResidentShell() : undefined;
}

/** The shell found no such program. */
const isMissing = ({ code, stderr }: CommandResult): boolean =>
  code === 127 && /^sh: \d+: .*not found\n?$/.test(stderr);
