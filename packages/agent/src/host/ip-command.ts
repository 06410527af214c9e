import { runCommand } from './command.ts';
import { HostError } from './host-error.ts';
import { enter } from './enter.ts';

/** Where a batch runs: `undefined` = the agent's own namespace. */
type Namespace = string | undefined;

/**
 * Runs the lines as one `ip -batch`: a spawn costs some 4 ms, the netlink work under 0.1 ms a line.
 * @throws HostError `refused` with the kernel's words and the line; the lines before it have been done
 */
export async function ipBatch(namespace: Namespace, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const { code, stderr } = await runCommand(inside(namespace, ['ip', '-batch', '-']), {
    stdin: `${lines.join('\n')}\n`,
  });
  if (code !== 0) throw refusal(stderr, lines);
}

/** Like `ipBatch`, for lines that delete: what is already gone is no failure, and all other lines are carried out. */
export async function ipDelete(namespace: Namespace, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const { stderr } = await runCommand(inside(namespace, ['ip', '-force', '-batch', '-']), {
    stdin: `${lines.join('\n')}\n`,
  });
  if (complaints(stderr).some((line) => !isAbsence(line))) throw refusal(stderr, lines);
}

/** Answers of `ip -j` queries, concatenated. What does not exist gives no answer; other errors throw HostError. */
export async function ipQuery(namespace: Namespace, queries: readonly string[]): Promise<unknown[]> {
  const argv = inside(namespace, ['ip', '-j', '-d', '-force', '-batch', '-']);
  const { stdout, stderr } = await runCommand(argv, { stdin: `${queries.join('\n')}\n` });
  if (complaints(stderr).some((line) => !isAbsence(line))) throw refusal(stderr, queries);
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => JSON.parse(line) as unknown[]);
}

/** The words of a failed batch: what the kernel said, and of which line. */
export function refusal(stderr: string, lines: readonly string[]): HostError {
  const number = Number(/Command failed -:(\d+)/.exec(stderr)?.[1]);
  const line = lines[number - 1];
  const words = complaints(stderr).join('; ').replaceAll('RTNETLINK answers: ', '') || 'ip failed';
  return new HostError('refused', line === undefined ? words : `ip ${line}: ${words}`);
}

const inside = (namespace: Namespace, argv: string[]): string[] =>
  namespace === undefined ? argv : enter(namespace, argv);

const complaints = (stderr: string): string[] =>
  stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Command failed'));

const isAbsence = (line: string): boolean => /does not exist|Cannot find device|No such device/.test(line);
