import type { Keystone, KeystoneAccount } from '@lbaas/lab';
import type { KeystoneOptions } from '@lbaas/server/testing';

type ServiceAccount = Required<Pick<KeystoneAccount, 'user' | 'password' | 'project'>>;

/** What a server of the tests needs to know of their Keystone. */
export const keystoneOptions = ({ url }: Keystone, service: ServiceAccount): KeystoneOptions => ({
  url,
  publicUrl: url,
  credentials: {
    username: service.user,
    password: service.password,
    userDomainName: 'Default',
    projectName: service.project,
    projectDomainName: 'Default',
  },
  roles: { admin: ['admin'], member: ['member', '_member_'], reader: ['reader'] },
  cacheTtlMs: 300_000,
  timeoutMs: 5000,
});
