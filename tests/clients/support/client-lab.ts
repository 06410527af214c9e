import { Lab } from '@lbaas/lab';
import { withoutKeystone } from './client-environment.ts';
import { ForkServer, requireNeutron } from './fork-server.ts';

export interface ClientLab {
  readonly lab: Lab;
  readonly client: ForkServer;
}

let running: Promise<ClientLab> | undefined;

/** One laboratory with one agent, and the client that talks to it, for all client tests of this process. */
export function clientLab(): Promise<ClientLab> {
  running ??= startClientLab();
  return running;
}

/** One quota that can be told from none; the laboratory has no others. */
export const FLOATINGIP_QUOTA = 50;

async function startClientLab(): Promise<ClientLab> {
  requireNeutron();
  const serverEnv = { LBAAS_QUOTA_FLOATINGIP: String(FLOATINGIP_QUOTA) };
  const lab = await Lab.start({ agents: 1, webs: 2, serverEnv });
  return { lab, client: new ForkServer(withoutKeystone(lab.apiUrl)) };
}

// At the root: after the last test of the process, whichever files ran.
after(async function () {
  this.timeout(60_000);
  const parts = await running;
  await parts?.client.stop();
  await parts?.lab.stop();
});
