import { runCommand } from '../../../host/index.ts';
import { alerts } from './launch.ts';

const DEADLINE_MS = 3_000;

/** A pipe, which what Node gives a program is not: HAProxy could not open it by its name. */
const CHECK = 'cat | "$0" -c -f /dev/stdin';

/** `haproxy -c` over a text that is in no file. Undefined when HAProxy takes it, else its own words. */
export async function checkText(binary: string, text: string): Promise<string | undefined> {
  const argv = ['sh', '-c', CHECK, binary];
  const result = await runCommand(argv, { stdin: text, deadlineMs: DEADLINE_MS });
  return result.code === 0 ? undefined : alerts(result);
}
