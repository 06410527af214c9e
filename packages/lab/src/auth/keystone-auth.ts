import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { inNamespace } from '../fabric/fabric-script.ts';
import { startKeystone } from '../services/keystone.ts';
import { type KeystoneAccount, KeystoneAccounts } from '../services/keystone-accounts.ts';
import type { Credentials } from './credentials.ts';
import { type AuthPlace, DEMO_PROJECT, type LabAuth } from './lab-auth.ts';

type Account = KeystoneAccount & { readonly project: string };

/**
 * A Keystone in the network of the control host, where the servers are; it serves clients on this machine as well. Like
 * every process there it ends with the lab.
 */
export async function startKeystoneAuth({ run, control }: AuthPlace): Promise<LabAuth> {
  const exec = [...inNamespace(control.namespace), '--'];
  const keystone = await startKeystone({ dir: join(run.path, 'keystone'), exec });
  const accounts = new KeystoneAccounts(keystone);
  const service = account('lbaas', 'service');
  const member = account('demo', DEMO_PROJECT);
  for (const { project } of [service, member]) await accounts.createProject(project);
  await accounts.createUser(service, ['service']);
  await accounts.createUser(member, ['member']);
  const credentials = (who: Account): Credentials => ({ kind: 'keystone', url: keystone.url, ...who });
  return {
    serverEnv: serverSettings(keystone.url, service),
    admin: credentials({ user: 'admin', password: keystone.adminPassword, project: 'admin' }),
    member: credentials(member),
    publish: (apiUrl) => accounts.addService('network', apiUrl),
  };
}

const account = (user: string, project: string): Account => ({
  user,
  password: randomBytes(8).toString('hex'),
  project,
});

const serverSettings = (url: string, { user, password, project }: Account) => ({
  LBAAS_AUTH: 'keystone',
  LBAAS_KEYSTONE_URL: url,
  LBAAS_KEYSTONE_USERNAME: user,
  LBAAS_KEYSTONE_PASSWORD: password,
  LBAAS_KEYSTONE_PROJECT_NAME: project,
});
