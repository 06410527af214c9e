import { fileURLToPath } from 'node:url';
import { ConfigError, loadConfig } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { keystoneOptions } from './keystone-settings.ts';
import { ServerConfigSchema } from './server-config.ts';

const settings = (more: Readonly<Record<string, string>>) =>
  loadConfig(ServerConfigSchema, {
    env: {
      LBAAS_DATABASE_URL: 'postgres://db/x',
      LBAAS_AMQP_URL: 'amqp://mq/',
      LBAAS_AUTH: 'keystone',
      ...more,
    },
  });
const NEEDED = {
  LBAAS_KEYSTONE_URL: 'http://k:5000',
  LBAAS_KEYSTONE_USERNAME: 'lbaas',
  LBAAS_KEYSTONE_PASSWORD: 'secret',
  LBAAS_KEYSTONE_PROJECT_NAME: 'service',
};

describe('keystoneOptions', () => {
  it('needs four settings', () => {
    expect(keystoneOptions(settings(NEEDED))).to.deep.equal({
      url: 'http://k:5000',
      publicUrl: 'http://k:5000',
      credentials: {
        username: 'lbaas',
        password: 'secret',
        userDomainName: 'Default',
        projectName: 'service',
        projectDomainName: 'Default',
      },
      roles: { admin: ['admin'], member: ['member', '_member_'], reader: ['reader'] },
      cacheTtlMs: 300_000,
      timeoutMs: 5000,
    });
  });

  it('names all that are missing at once', () => {
    expect(() => keystoneOptions(settings({})))
      .to.throw(ConfigError)
      .with.property('problems')
      .that.deep.equals(
        ['url', 'username', 'password', 'project_name'].map(
          (name) => `keystone_${name}: is required when auth is keystone`,
        ),
      );
  });

  it('says what is wrong with a file of authorities', () => {
    const readable = fileURLToPath(import.meta.url);
    for (const file of ['/nowhere.pem', readable, '/dev/null'])
      expect(() => keystoneOptions(settings({ ...NEEDED, LBAAS_KEYSTONE_CA_FILE: file })), file)
        .to.throw(ConfigError)
        .with.property('message')
        .that.contains(`keystone_ca_file: ${file} is no PEM file of certificates (`);
  });

  it('takes roles as words, and another address for callers', () => {
    const options = keystoneOptions(
      settings({
        ...NEEDED,
        LBAAS_KEYSTONE_ADMIN_ROLES: 'admin, cloud_admin',
        LBAAS_KEYSTONE_PUBLIC_URL: 'https://cloud.example/identity',
      }),
    );
    expect(options.roles.admin).to.deep.equal(['admin', 'cloud_admin']);
    expect(options.publicUrl).to.equal('https://cloud.example/identity');
    for (const url of ['controller:5000', 'http://u:p@k:5000', 'http://k:5000?x', 'http:///v3', 'ftp://k'])
      expect(() => settings({ ...NEEDED, LBAAS_KEYSTONE_URL: url }), url).to.throw(ConfigError);
  });
});
