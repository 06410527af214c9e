import { KeystoneAccounts } from '../services/keystone-accounts.ts';

/** How the servers of a lab know their callers, as `LBAAS_AUTH` says it. */
export type LabAuthKind = 'noauth' | 'token' | 'keystone';

/** What one caller of the API has. */
export type Credentials =
  | { readonly kind: 'noauth' }
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'keystone';
      /** Of Keystone, with `/v3`. */
      readonly url: string;
      readonly user: string;
      readonly password: string;
      readonly project: string;
    };

/** Headers of the caller's requests. Keystone is asked for a token, which is good for an hour. */
export async function apiHeaders(credentials: Credentials): Promise<Record<string, string>> {
  if (credentials.kind === 'noauth') return {};
  if (credentials.kind === 'token') return { 'x-auth-token': credentials.token };
  const { url, user, password, project } = credentials;
  return { 'x-auth-token': await KeystoneAccounts.login(url, { user, password, project }) };
}

/** The variables with which the clients of OpenStack are this caller. */
export function openstackVariables(
  credentials: Credentials,
  apiUrl: string,
): Readonly<Record<string, string>> {
  if (credentials.kind === 'noauth') return { OS_AUTH_TYPE: 'none', OS_ENDPOINT: apiUrl };
  if (credentials.kind === 'token') {
    return { OS_AUTH_TYPE: 'admin_token', OS_ENDPOINT: apiUrl, OS_TOKEN: credentials.token };
  }
  return {
    OS_AUTH_URL: credentials.url,
    OS_USERNAME: credentials.user,
    OS_PASSWORD: credentials.password,
    OS_PROJECT_NAME: credentials.project,
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
  };
}
