import type { KeystoneAccount } from '@lbaas/lab';

const STRANGE = /^(OS_|PYTHON)|proxy$/i;

/**
 * The environment of this process without variables that would mislead the client, which refuses credentials that it
 * has no use for.
 */
export function clientEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !STRANGE.test(name));
  return { ...Object.fromEntries(inherited), LC_ALL: 'C.UTF-8', ...settings };
}

/** Without Keystone: every service is found at one address. */
export const withoutKeystone = (apiUrl: string): NodeJS.ProcessEnv =>
  clientEnvironment({ OS_AUTH_TYPE: 'none', OS_ENDPOINT: apiUrl });

/** With Keystone: what `openstack` users have in their openrc. The service is found in the catalog. */
export const withKeystone = (
  authUrl: string,
  { user, password, project = '' }: KeystoneAccount,
): NodeJS.ProcessEnv =>
  clientEnvironment({
    OS_AUTH_URL: authUrl,
    OS_USERNAME: user,
    OS_PASSWORD: password,
    OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
  });
