import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KeystoneSettings {
  readonly dir: string;
  /** Seconds that a token lives, from its issue. */
  readonly tokenLifetimeS: number;
}

/** Path of the configuration, which is rewritten at every start; the data in the same directory stays. */
export const keystoneConfig = (dir: string): string => join(dir, 'keystone.conf');

/**
 * bcrypt with the fewest rounds, and caching in memory: a login takes 14 ms instead of 110 ms. There is only one
 * process, so its cache is never stale.
 */
export function writeKeystoneFiles({ dir, tokenLifetimeS }: KeystoneSettings): void {
  mkdirSync(dir, { recursive: true });
  const text = `[database]
connection = sqlite:///${join(dir, 'keystone.db')}
sqlite_synchronous = false
[fernet_tokens]
key_repository = ${join(dir, 'fernet-keys')}
[fernet_receipts]
key_repository = ${join(dir, 'fernet-keys')}
[credential]
key_repository = ${join(dir, 'credential-keys')}
[identity]
password_hash_algorithm = bcrypt
password_hash_rounds = 4
[token]
provider = fernet
expiration = ${tokenLifetimeS}
[cache]
enabled = true
backend = oslo_cache.dict
`;
  writeFileSync(keystoneConfig(dir), text, { mode: 0o600 });
}

/** For a Keystone that shares nothing with the machine's own. */
export const keystoneEnvironment = (dir: string, adminPassword: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: dir,
  LC_ALL: 'C.UTF-8',
  ADMIN_PASSWORD: adminPassword,
  ...(process.env['LB_TEST_RUN'] === undefined ? {} : { LB_TEST_RUN: process.env['LB_TEST_RUN'] }),
});
