import { Lab } from '@lbaas/lab';
import { withKeystone, withoutKeystone } from './client-environment.ts';
import { type Mode, MODES, type Role, currentMode } from './client-mode.ts';
import { ForkServer, requireNeutron } from './fork-server.ts';
import { type KeystoneSide, startKeystoneSide } from './keystone-side.ts';

export interface ClientLab {
  readonly lab: Lab;
  /** The neutron command. @throws Error when the machine does not have it */
  readonly client: ForkServer;
  /** API of the server that the client talks to. */
  readonly apiUrl: string;
  /** Id of the project that both roles work in. */
  readonly project: string;
  /** What a shell of that role has in its environment. */
  readonly environment: (role: Role) => NodeJS.ProcessEnv;
  readonly keystone: KeystoneSide | undefined;
}

/** One quota that can be told from none; the laboratory has no others. */
export const FLOATINGIP_QUOTA = 50;

const running = new Map<Mode, Promise<ClientLab>>();

/** One laboratory with one agent, and the client that talks to it, for all client tests of one mode in this process. */
export function clientLab(mode = currentMode()): Promise<ClientLab> {
  const there = running.get(mode) ?? startClientLab(mode);
  running.set(mode, there);
  return there;
}

async function startClientLab(mode: Mode): Promise<ClientLab> {
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
    get client() {
      return forkServer('without Keystone', env);
    },
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
    get client() {
      return forkServer('with Keystone', withKeystone(url, users.member));
    },
    project: keystone.project,
    environment: (role) => withKeystone(url, users[role]),
    keystone,
  };
}

const commands = new Map<Mode, ForkServer>();

/** Started by the first test that runs the command. */
function forkServer(mode: Mode, env: NodeJS.ProcessEnv): ForkServer {
  requireNeutron();
  const there = commands.get(mode) ?? new ForkServer(env);
  commands.set(mode, there);
  return there;
}

// At the root: after the last test of the process, whichever files ran.
after(async function () {
  this.timeout(60_000);
  for (const mode of MODES) {
    const parts = await running.get(mode);
    await commands.get(mode)?.stop();
    await parts?.keystone?.keystone.stop();
    await parts?.lab.stop();
  }
});
