import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly reasons: Record<string, number>;
}

/** Requests from the client host, one after another on each of `connections`, until stop(). */
export async function startLoad(
  lab: Lab,
  url: string,
  connections: number,
): Promise<{ stop(): Promise<LoadResult> }> {
  const script = fileURLToPath(new URL('load.mjs', import.meta.url));
  const argv = [process.execPath, script, url, `${connections}`];
  const running = await lab.spawn('client', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (running.stdout === null) throw new Error('the load has no output');
  const line = once(createInterface({ input: running.stdout }), 'line') as Promise<[string]>;
  return {
    async stop() {
      running.kill('SIGTERM');
      const [text] = await withDeadline('the load to end', 15_000, () => line);
      return JSON.parse(text) as LoadResult;
    },
  };
}
