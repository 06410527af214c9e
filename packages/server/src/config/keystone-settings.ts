import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '@lbaas/common/runtime';
import { Type } from 'typebox';
import type { KeystoneOptions } from '../api/auth/keystone/index.ts';

const name = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 255, description }));

const url = (description: string) =>
  Type.Optional(Type.String({ pattern: '^https?://[^/?#@\\s]+(/[^?#\\s]*)?$', description }));

const roles = (names: readonly string[], what: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
    minItems: 1,
    default: [...names],
    description: `roles of Keystone, in upper or lower case, with which a caller ${what}`,
  });

/** What auth = keystone needs besides the URL of Keystone. */
export const KEYSTONE_SETTINGS = {
  keystone_url: url(
    'Keystone as the server reaches it, with or without /v3, such as http://controller:5000; with auth = keystone',
  ),
  keystone_ca_file: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'PEM file of the certificate authorities of an https Keystone; left out = those that Node trusts',
    }),
  ),
  keystone_public_url: url(
    'URL of Keystone for callers, named by a 401 in WWW-Authenticate; left out = keystone_url',
  ),
  keystone_username: name('user that validates the tokens of callers'),
  keystone_password: Type.Optional(
    Type.String({ minLength: 1, secret: true, description: 'password of keystone_username' }),
  ),
  keystone_user_domain_name: Type.String({
    minLength: 1,
    default: 'Default',
    description: 'domain of keystone_username',
  }),
  keystone_project_name: name(
    'project that keystone_username logs in to; it has the role service or admin there',
  ),
  keystone_project_domain_name: Type.String({
    minLength: 1,
    default: 'Default',
    description: 'domain of keystone_project_name',
  }),
  keystone_admin_roles: roles(['admin'], 'is an admin, in any project'),
  keystone_member_roles: roles(['member', '_member_'], 'reads and writes the objects of its project'),
  keystone_reader_roles: roles(['reader'], 'reads the objects of its project'),
  keystone_cache_ttl: Type.Number({
    minimum: 0,
    maximum: 3600,
    default: 300,
    description:
      'seconds for which a validated token is cached, at most until its expiry: so long a revoked token still works, and a cached one without Keystone',
  }),
  keystone_timeout: Type.Number({
    minimum: 0.1,
    maximum: 60,
    default: 5,
    description: 'seconds that a call waits for Keystone at most; then it is answered 503',
  }),
};

export interface KeystoneSettings {
  readonly keystone_url?: string;
  readonly keystone_ca_file?: string;
  readonly keystone_public_url?: string;
  readonly keystone_username?: string;
  readonly keystone_password?: string;
  readonly keystone_user_domain_name: string;
  readonly keystone_project_name?: string;
  readonly keystone_project_domain_name: string;
  readonly keystone_admin_roles: readonly string[];
  readonly keystone_member_roles: readonly string[];
  readonly keystone_reader_roles: readonly string[];
  readonly keystone_cache_ttl: number;
  readonly keystone_timeout: number;
}

const REQUIRED = ['keystone_url', 'keystone_username', 'keystone_password', 'keystone_project_name'] as const;

/** @throws ConfigError naming every setting that auth = keystone lacks, or what is wrong with the CA file */
export function keystoneOptions(settings: KeystoneSettings): KeystoneOptions {
  const missing = REQUIRED.filter((key) => settings[key] === undefined);
  if (missing.length > 0)
    throw new ConfigError(missing.map((key) => `${key}: is required when auth is keystone`));
  const address = settings.keystone_url ?? '';
  const caFile = settings.keystone_ca_file;
  return {
    url: address,
    ...(caFile === undefined ? {} : { ca: readAuthorities(caFile) }),
    publicUrl: settings.keystone_public_url ?? address,
    credentials: {
      username: settings.keystone_username ?? '',
      password: settings.keystone_password ?? '',
      userDomainName: settings.keystone_user_domain_name,
      projectName: settings.keystone_project_name ?? '',
      projectDomainName: settings.keystone_project_domain_name,
    },
    roles: {
      admin: settings.keystone_admin_roles,
      member: settings.keystone_member_roles,
      reader: settings.keystone_reader_roles,
    },
    cacheTtlMs: settings.keystone_cache_ttl * 1000,
    timeoutMs: settings.keystone_timeout * 1000,
  };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g;

/** TLS silently accepts a file without certificates, and then trusts no certificate at all. */
function readAuthorities(file: string): readonly string[] {
  try {
    const certificates = readFileSync(file, 'utf8').match(CERTIFICATE);
    if (certificates === null) throw new Error('there are none in it');
    return certificates.map((pem) => new X509Certificate(pem).toString());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`keystone_ca_file: ${file} is no PEM file of certificates (${reason})`]);
  }
}
