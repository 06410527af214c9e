import { Lab } from '@lbaas/lab';
import { withKeystone, withoutKeystone } from './client-environment.ts';
import { type Mode, MODES, type Role, currentMode } from './client-mode.ts';
import { ForkServer, requireNeutron } from './fork-server.ts';
import { type KeystoneSide, startKeystoneSide } from './keystone-side.ts';

export interface ClientLab {
  readonly lab: Lab;
  readonly client: ForkServer;
  /** API of the server that the client talks to. */
  readonly apiUrl: string;
  /** Id of the project that both roles work in. */
  readonly project: string;
  /** The environment of a shell of that role. */
  readonly environment: (role: Role) => NodeJS.ProcessEnv;
  readonly keystone: KeystoneSide | undefined;
}

/** One quota that differs from "no limit"; the laboratory sets no others. */
export const FLOATINGIP_QUOTA = 50;

const running = new Map<Mode, Promise<ClientLab>>();

/** One laboratory with one agent, and the client that talks to it, for all client tests of one mode in this process. */
export function clientLab(mode = currentMode()): Promise<ClientLab> {
  const there = running.get(mode) ?? startClientLab(mode);
  running.set(mode, there);
  return there;
}

async function startClientLab(mode: Mode): Promise<ClientLab> {
  requireNeutron();
  const serverEnv = { LBAAS_QUOTA_FLOATINGIP: String(FLOATINGIP_QUOTA) };
  const lab = await Lab.start({ agents: 1, webs: 2, serverEnv });
  return mode === 'with Keystone' ? throughKeystone(lab) : straight(lab);
}

function straight(lab: Lab): ClientLab {
  const { apiUrl } = lab;
  const env = withoutKeystone(apiUrl);
  return {
    lab,
    apiUrl,
    client: new ForkServer(env),
    project: 'admin',
    environment: () => env,
    keystone: undefined,
  };
}

async function throughKeystone(lab: Lab): Promise<ClientLab> {
  const keystone = await startKeystoneSide(lab).catch(async (error: unknown) => {
    await lab.stop();
    throw error;
  });
  const { url, users, apiUrl } = keystone;
  return {
    lab,
    apiUrl,
    client: new ForkServer(withKeystone(url, users.member)),
    project: keystone.project,
    environment: (role) => withKeystone(url, users[role]),
    keystone,
  };
}

// At the root: after the last test of the process, whichever files ran.
after(async function () {
  this.timeout(60_000);
  for (const mode of MODES) {
    const parts = await running.get(mode);
    await parts?.client.stop();
    await parts?.keystone?.keystone.stop();
    await parts?.lab.stop();
  }
});
