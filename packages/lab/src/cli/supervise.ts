import type { SupervisorMessage } from './start-detached.ts';
import { type StartOptions, start } from './start.ts';

/** The background process of `npm start -- --detach`: holds the lab and tells the starter how it goes. */
export async function supervise(options: Pick<StartOptions, 'settings' | 'example'>): Promise<void> {
  try {
    await start({ ...options, detached: true, print: (text) => tell({ kind: 'line', text }) });
    tell({ kind: 'up' });
  } catch (error) {
    tell({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** The starter exits when the lab is up; from then on messages go to the log. */
function tell(message: SupervisorMessage): void {
  if (process.connected) process.send?.(message);
  if (message.kind !== 'up') console.log(message.text);
}
