import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { type LifecycleStack, createLogger, eventually, loadConfig } from '@lbaas/common/runtime';
import { Authority } from '@lbaas/lab';
import { ServerConfigSchema } from '@lbaas/server/config';
import { API_SERVER, SERVER, createContainer } from '@lbaas/server/testing';
import { expect } from 'chai';
import { SecuredServices } from './secured-services.ts';

const SOON = { withinMs: 20_000 };
const STRANGER = 'its certificate is signed by an authority that amqp_ca_file does not name';

interface Seen {
  /** `reason` of the lines that say why there is no connection. */
  readonly broker: unknown[];
  readonly database: unknown[];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  return port;
}

describe('a server whose broker and database ask for TLS, certificates and passwords', function () {
  this.timeout(120_000);
  let services: SecuredServices;
  let stranger: Authority;
  let seen: Seen;
  let server: LifecycleStack | undefined;
  let starting: Promise<unknown>;
  let readiness: () => Promise<Record<string, string>>;

  before(async () => {
    services = await SecuredServices.start({ broker: await freePort(), database: await freePort() });
    stranger = new Authority(join(services.directory, 'stranger'));
  });
  after(() => services.close());
  afterEach(async () => {
    await server?.stop();
    await starting;
  });

  /** With the right settings except for these. */
  function start(changes: Record<string, string | undefined>): void {
    seen = { broker: [], database: [] };
    const write = (text: string): void => {
      const { msg, reason } = JSON.parse(text) as { readonly msg: string; readonly reason?: unknown };
      if (msg === 'no connection to the broker') seen.broker.push(reason);
      if (msg === 'waiting for the database') seen.database.push(reason);
    };
    const env = { ...services.settings, LBAAS_API_PORT: '0', ...changes };
    const config = loadConfig(ServerConfigSchema, { env });
    const logger = createLogger({ name: 'server', level: 'info', destination: { write } });
    const container = createContainer(config, logger);
    server = container.get(SERVER);
    starting = server.start().catch(() => undefined);
    readiness = async () => {
      const { body } = await container.get(API_SERVER).read('/readyz');
      return JSON.parse(body) as Record<string, string>;
    };
  }

  const brokerSays = (text: string): Promise<unknown> =>
    eventually(async () => {
      expect(seen.broker).to.deep.equal([text]);
      expect((await readiness())['broker']).to.equal(`the message broker is unreachable: ${text}`);
    }, SOON);
  const databaseSays = (text: string): Promise<unknown> =>
    eventually(async () => {
      expect(seen.database).to.deep.equal([text]);
      expect((await readiness())['database']).to.equal(`the database cannot be used: ${text}`);
    }, SOON);

  it('is ready with the right ones', async () => {
    start({});
    await eventually(async () => {
      expect(await readiness()).to.include({ broker: 'ok', database: 'ok', migrations: 'ok' });
    }, SOON);
    expect(seen).to.deep.equal({ broker: [], database: [] });
  });

  it('says that a password is wrong', async () => {
    start({ LBAAS_AMQP_URL: services.brokerUrl('wrong'), LBAAS_DATABASE_URL: services.databaseUrl('wrong') });
    const login = (url: string): string =>
      `it refuses the login: user and password of ${url} are not what it knows`;
    await brokerSays(login('amqp_url'));
    await databaseSays(login('database_url'));
  });

  it('says that another authority has signed', async () => {
    start({ LBAAS_AMQP_CA_FILE: stranger.ca, LBAAS_DATABASE_CA_FILE: stranger.ca });
    await brokerSays(STRANGER);
    await databaseSays(STRANGER.replace('amqp', 'database'));
  });

  it('says that the certificate is for another name', async () => {
    const [broker, database] = [
      services.brokerUrl('lbaas', 'localhost'),
      services.databaseUrl('right', 'localhost'),
    ];
    start({ LBAAS_AMQP_URL: broker, LBAAS_DATABASE_URL: database });
    const text = 'its certificate is for another name: the URL must name the host as the certificate does';
    await brokerSays(text);
    await databaseSays(text);
  });

  it('says that the certificate has expired', async () => {
    await services.show(
      services.authority.issue({ name: 'backing.example', addresses: ['127.0.0.1'], days: -1 }),
    );
    start({});
    const text = 'its certificate has expired: give it a new one';
    await brokerSays(text);
    await databaseSays(text);
    // And takes the new one without a restart.
    await services.show();
    await eventually(async () => {
      expect(await readiness()).to.include({ broker: 'ok', database: 'ok' });
    }, SOON);
  });

  it('says that it must show a certificate, and one of the right authority', async () => {
    const none = { LBAAS_AMQP_CERT_FILE: undefined, LBAAS_AMQP_KEY_FILE: undefined };
    start({ ...none, LBAAS_DATABASE_CERT_FILE: undefined, LBAAS_DATABASE_KEY_FILE: undefined });
    await brokerSays('it asks for a certificate: set amqp_cert_file and amqp_key_file');
    await databaseSays('it asks for a certificate: set database_cert_file and database_key_file');
    await server?.stop();
    await starting;
    const { cert, key } = stranger.issue({ name: 'lbaas' });
    start({
      LBAAS_AMQP_CERT_FILE: cert,
      LBAAS_AMQP_KEY_FILE: key,
      LBAAS_DATABASE_CERT_FILE: cert,
      LBAAS_DATABASE_KEY_FILE: key,
    });
    const text = 'it does not accept the certificate in amqp_cert_file: another authority signed it';
    await brokerSays(text);
    await databaseSays(text.replace('amqp', 'database'));
  });

  it('does not start with a key or a password that everybody on the machine can read', () => {
    const { cert, key } = services.authority.issue({ name: 'lbaas' });
    chmodSync(key, 0o604);
    const password = join(services.directory, 'amqp-url');
    writeFileSync(password, services.brokerUrl(), { mode: 0o644 });
    const { LBAAS_AMQP_URL: _, ...settings } = services.settings;
    const env = {
      ...settings,
      LBAAS_AMQP_URL_FILE: password,
      LBAAS_AMQP_CERT_FILE: cert,
      LBAAS_AMQP_KEY_FILE: key,
    };
    const load = (): unknown => loadConfig(ServerConfigSchema, { env });
    expect(load).to.throw(
      `LBAAS_AMQP_URL_FILE: ${password} holds a secret, and everyone on this machine has access to it ` +
        `(mode 0644): chmod o= ${password}`,
    );
    expect(load).to.throw(`amqp_key_file: ${key} holds a secret`);
    chmodSync(key, 0o640);
    chmodSync(password, 0o600);
    expect(load()).to.include({ amqp_url: services.brokerUrl() });
  });
});
