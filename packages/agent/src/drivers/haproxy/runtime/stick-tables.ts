import { eventually } from '@lbaas/common/runtime';
import type { RuntimeSession } from './runtime-session.ts';

/*
 * Stick tables survive a reload because the old process teaches them to the next one through the local peer. What
 * HAProxy 2.6.12 does not say about it (each measured):
 *
 * - A process asks to be taught only when it was started with `-sf`, and the old one teaches only while something
 *   keeps it alive: our session does.
 * - It teaches only when its own learning is over, which takes five seconds after a start without a predecessor.
 * - The next one serves before it has learnt, for 3 to 15 ms; a client that comes back in between may meet another
 *   member once. Nothing in 2.6 holds a request that long: `inspect-delay` ends with a request that has no body, and
 *   Lua's msleep loses wake-ups in a process that has just started.
 */

/** Longer than the five seconds in which a process may wait to learn. */
const LEARN_WITHIN_MS = 6_000;

type Run = (commands: string[]) => Promise<string[]>;

/** Waits until a process can teach; false when it has nothing to teach or never gets so far. */
export async function canTeach(session: RuntimeSession): Promise<boolean> {
  const [tables = ''] = await session.run(['show table']);
  return hasEntries(tables) && hasLearnt((commands) => session.run(commands));
}

/** Waits until a process has learnt, from another one or that there is none; false when it does not in time. */
export async function hasLearnt(run: Run): Promise<boolean> {
  const check = async (): Promise<void> => {
    const [peers = ''] = await run(['show peers']);
    if (!isLearningOver(peers)) throw new Error('still learning');
  };
  return eventually(check, { withinMs: LEARN_WITHIN_MS, everyMs: 5 }).then(
    () => true,
    () => false,
  );
}

export const hasEntries = (tables: string): boolean => /^# table: .* used:[1-9]/m.test(tables);

/** Both bits of PEERS_RESYNC_FINISHED, "learn from local" and "learn from remote", in the flags of the section. */
export function isLearningOver(peers: string): boolean {
  const flags = /\bid=local disabled=\d+ flags=0x([0-9a-f]+)/.exec(peers)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 16) & 3) === 3;
}
