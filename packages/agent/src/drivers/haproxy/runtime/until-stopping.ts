import { eventually } from '@lbaas/common/runtime';
import { HaproxyError } from '../model/errors.ts';
import { parseProcessInfo } from './process-info.ts';
import type { RuntimeSession } from './runtime-session.ts';

/** Until then the old process accepts connections, with the old configuration. */
export async function untilStopping(session: RuntimeSession, withinMs: number): Promise<void> {
  const check = async (): Promise<void> => {
    // A process without connections may be gone before it is asked.
    const answers = await session.run(['show info']).catch(() => undefined);
    if (answers === undefined || parseProcessInfo(answers[0] ?? '').stopping) return;
    throw new HaproxyError('stuck', 'the old process does not stop accepting');
  };
  await eventually(check, { withinMs, everyMs: 1 });
}
