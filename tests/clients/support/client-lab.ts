import { Lab } from '@lbaas/lab';
import { Shared } from '../../support/shared.ts';
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

const LABS = Object.fromEntries(MODES.map((mode) => [mode, sharedIn(mode)])) as Readonly<
  Record<Mode, Shared<ClientLab>>
>;

function sharedIn(mode: Mode): Shared<ClientLab> {
  return new Shared<ClientLab>({
    what: `the laboratory ${mode}`,
    start: () => startClientLab(mode),
    stop: async ({ client, keystone, lab }) => {
      await client.stop();
      await keystone?.keystone.stop();
      await lab.stop();
    },
  });
}

/** One laboratory with one agent, and the client that talks to it, for all client tests of one mode in this process. */
export const clientLab = (mode = currentMode()): Promise<ClientLab> => LABS[mode].get();

/** For the suite that calls this. */
export const useClientLab = (mode: Mode): ClientLab => LABS[mode].use();

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
