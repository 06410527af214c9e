import { join } from 'node:path';
import { type Keystone, type KeystoneAccount, KeystoneAccounts, type Lab, startKeystone } from '@lbaas/lab';
import type { Role } from './client-mode.ts';

/** Short, so that a test sees that a revoked token is refused. */
export const CACHE_TTL_S = 1;

/** A Keystone, and a server of the laboratory that uses it. */
export interface KeystoneSide {
  readonly url: string;
  readonly keystone: Keystone;
  readonly apiUrl: string;
  readonly accounts: KeystoneAccounts;
  /** Both in the same project. */
  readonly users: Readonly<Record<Role, KeystoneAccount>>;
  /** Id of that project. */
  readonly project: string;
}

const PROJECT = 'demo';
const SERVICE = { user: 'lbaas', password: 'service-secret', project: 'service' };
const USERS = {
  member: { user: 'mia', password: 'mia-secret', project: PROJECT },
  admin: { user: 'ada', password: 'ada-secret', project: PROJECT },
} as const;

/**
 * Keystone runs in the network of the control host, like the server, and also serves clients on this machine. The
 * laboratory itself goes on using its server without authentication. Keystone's files go away with the laboratory.
 */
export async function startKeystoneSide(lab: Lab, cacheTtlS = CACHE_TTL_S): Promise<KeystoneSide> {
  const exec = ['nsenter', `--net=/run/netns/${lab.host('control').namespace}`, '--'];
  const keystone = await startKeystone({ dir: join(lab.directory, 'keystone'), exec });
  const accounts = new KeystoneAccounts(keystone);
  for (const project of [PROJECT, SERVICE.project]) await accounts.createProject(project);
  await accounts.createUser(SERVICE, ['service']);
  await accounts.createUser(USERS.member, ['member']);
  await accounts.createUser(USERS.admin, ['admin']);
  const server = await lab.addServer('server-keystone', serverSettings(keystone.url, cacheTtlS));
  await accounts.addService('network', server.url);
  return {
    url: keystone.url,
    keystone,
    apiUrl: server.url,
    accounts,
    users: USERS,
    project: await accounts.projectId(PROJECT),
  };
}

const serverSettings = (url: string, cacheTtlS: number) => ({
  LBAAS_AUTH: 'keystone',
  LBAAS_KEYSTONE_URL: url,
  LBAAS_KEYSTONE_USERNAME: SERVICE.user,
  LBAAS_KEYSTONE_PASSWORD: SERVICE.password,
  LBAAS_KEYSTONE_PROJECT_NAME: SERVICE.project,
  LBAAS_KEYSTONE_CACHE_TTL: String(cacheTtlS),
});
