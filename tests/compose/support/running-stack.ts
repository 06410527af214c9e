import { Stack, freePort } from './stack.ts';

/** The floating IP of the example. */
export const EXAMPLE = 'http://192.168.10.229:8080/';
/** From nothing, on a loaded machine. */
export const UP_DEADLINE_MS = 1_500_000;
export const EACH_DEADLINE_MS = 600_000;

/** The stack as the README starts it, on a free port. */
export async function runningStack(): Promise<Stack> {
  const stack = new Stack('lbaas-test', await freePort());
  await stack.down();
  await stack.compose('up', '--build', '--wait');
  return stack;
}
