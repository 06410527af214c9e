import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { promisify } from 'node:util';
import { createLogger, eventually, loadConfig } from '@lbaas/common/runtime';
import { bundled } from '@lbaas/common/testing';
import { sharedPostgres } from '@lbaas/lab';
import { expect } from 'chai';
import { ServerConfigSchema } from './config/server-config.ts';
import { createContainer } from './wiring/container.ts';
import { SERVER } from './wiring/server.ts';
import { seedDevice } from './testing/seed.ts';
import { openTestDatabase } from './testing/test-database.ts';

/** Nothing listens there. */
const NO_BROKER = 'amqp://guest:hidden@127.0.0.1:1/';

describe('the server process', function () {
  this.timeout(120_000);
  let main: string;
  let socket: Server;
  let child: ChildProcess | undefined;
  /** With its exit code, once all of its output has come. */
  let ended: Promise<[number | null]>;
  let output: string;

  before(async () => {
    main = await bundled(new URL('./main.ts', import.meta.url));
  });
  beforeEach(async () => {
    socket = createServer((connection) => connection.destroy());
    socket.listen(0, '127.0.0.1');
    await once(socket, 'listening');
    output = '';
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    child = undefined;
    socket.close();
  });

  async function databaseUrl(name: string): Promise<string> {
    return (await sharedPostgres()).url.replace('/postgres?', `/${name}?`);
  }

  /** On an inherited socket, as under a supervisor that opened the port. */
  function startProcess(settings: Readonly<Record<string, string>>): string {
    const { port } = socket.address() as AddressInfo;
    const { fd } = (socket as Server & { readonly _handle: { readonly fd: number } })._handle;
    child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], ...settings, LBAAS_API_FD: '3' },
      stdio: ['ignore', 'pipe', 'inherit', fd],
    });
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    ended = once(child, 'close') as Promise<[number | null]>;
    socket.close();
    return `http://127.0.0.1:${port}`;
  }

  const statusOf = async (url: string, body?: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const options = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(url, options)).status;
  };
  const readiness = async (url: string): Promise<Record<string, unknown>> =>
    (await (await fetch(`${url}/readyz`)).json()) as Record<string, unknown>;

  it('waits for its database, serves without a broker, and ends in order', async () => {
    const name = `main_${process.pid}`;
    const url = startProcess({ LBAAS_DATABASE_URL: await databaseUrl(name), LBAAS_AMQP_URL: NO_BROKER });
    await eventually(async () => expect(await statusOf(`${url}/healthz`)).to.equal(200), {
      withinMs: 20_000,
    });
    expect(await readiness(url)).to.include({
      ready: false,
      api: 'the server is starting',
      database: 'the database cannot be used',
      migrations: 'waiting for the database',
    });
    expect(await statusOf(`${url}/v2.0/lb/pools`)).to.equal(503);
    expect(await statusOf(`${url}/v2.0/networks`, { network: {} })).to.equal(503);

    await (await sharedPostgres()).createDatabase(name);
    await eventually(async () => expect(await readiness(url)).to.include({ api: 'ok' }), {
      withinMs: 15_000,
    });
    expect(await statusOf(`${url}/v2.0/networks`, { network: {} })).to.equal(201);
    expect(await readiness(url)).to.deep.equal({
      ready: false,
      api: 'ok',
      database: 'ok',
      migrations: 'ok',
      broker: 'the message broker is unreachable',
    });

    const events = await fetch(`${url}/v2.0/lb/events`);
    child?.kill('SIGTERM');
    expect(await events.text()).to.contain(': open');
    const [code] = await ended;
    expect(code, output).to.equal(0);
    expect(output.split('\n').filter((line) => line.includes('waiting for the database'))).to.have.length(1);
    expect(output).to.contain('the server has stopped').and.not.to.contain('hidden');
  });

  it('can be stopped while it waits', async () => {
    const url = startProcess({
      LBAAS_DATABASE_URL: await databaseUrl('never_made'),
      LBAAS_AMQP_URL: NO_BROKER,
    });
    await eventually(async () => expect(await statusOf(`${url}/healthz`)).to.equal(200), {
      withinMs: 20_000,
    });
    child?.kill('SIGINT');
    const [code] = await ended;
    expect(code, output).to.equal(0);
  });

  it('prints its settings without secrets, and says all that is wrong with them', async () => {
    const env = { PATH: process.env['PATH'], LBAAS_DATABASE_URL: 'postgres://u:hidden@db/x' };
    const run = promisify(execFile);
    const good = await run(process.execPath, [main, '--print-config', '--api-port=1234'], {
      env: { ...env, LBAAS_AMQP_URL: NO_BROKER },
    });
    expect(good.stdout).to.contain('api_port = 1234').and.not.to.contain('hidden');
    const bad = await run(process.execPath, [main], { env: { ...env, LBAAS_TYPO: '1' } }).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(bad).to.include({ code: 1 });
    expect(bad.stderr).to.contain('LBAAS_TYPO').and.to.contain('amqp_url');
    const lacking = await run(process.execPath, [main], {
      env: { ...env, LBAAS_AMQP_URL: NO_BROKER, LBAAS_AUTH: 'keystone', LBAAS_KEYSTONE_USERNAME: 'lbaas' },
    }).catch((error: { code: number; stderr: string }) => error);
    expect(lacking).to.include({ code: 1 });
    expect(lacking.stderr.match(/keystone_\w+(?=: is required)/g)).to.deep.equal([
      'keystone_url',
      'keystone_password',
      'keystone_project_name',
    ]);
  });

  it('prints how a host gets a user of its own at the broker, and says when the host is missing', async () => {
    const brokers = 'amqp://lbaas:hidden@mq-1:5671/%2Flb,amqp://lbaas:hidden@mq-2/%2Flb';
    const print = (...args: string[]) =>
      promisify(execFile)(process.execPath, [main, 'broker-user', ...args], {
        env: { PATH: process.env['PATH'], LBAAS_DATABASE_URL: 'postgres://u@db/x', LBAAS_AMQP_URL: brokers },
      }).catch((error: { code: number; stderr: string; stdout: string }) => error);
    const { stdout } = await print('host-1');
    const [, password = ''] =
      /printf '%s\\n' '([\w-]{32})' \| rabbitmqctl add_user 'lbaas\.agent\.host-1'/.exec(stdout) ?? [];
    expect(password, stdout).to.not.equal('');
    expect(stdout).to.contain("rabbitmqctl set_permissions -p '/lb' 'lbaas.agent.host-1' '^lbaas");
    expect(stdout).to.contain("rabbitmqctl set_topic_permissions -p '/lb' 'lbaas.agent.host-1' 'lbaas' ");
    const login = `amqp://lbaas.agent.host-1:${password}`;
    expect(stdout).to.contain(`\n${login}@mq-1:5671/%2Flb,${login}@mq-2/%2Flb\n`);
    expect(stdout).to.contain('LBAAS_AMQP_SERVER_USER=lbaas\n').and.not.to.contain('hidden');
    expect(await print()).to.include({ code: 1, stdout: '' });
    expect(await print('no host'))
      .to.have.property('stderr')
      .that.contains('needs the name of a host');
  });

  it('hashes a token from its input, and refuses one that could be guessed', async () => {
    const hash = (token: string) => {
      const run = promisify(execFile)(process.execPath, [main, '--hash-token']);
      run.child.stdin?.end(`${token}\n`);
      return run.catch((error: { code: number; stderr: string; stdout: string }) => error);
    };
    const good = await hash('0123456789abcdef0123456789abcdef');
    expect(good.stdout).to.equal(
      `${createHash('sha256').update('0123456789abcdef0123456789abcdef').digest('hex')}\n`,
    );
    const bad = await hash('password');
    expect(bad).to.include({ code: 1, stdout: '' });
    expect(bad.stderr).to.contain('at least 32 characters').and.not.to.contain('password');
  });

  it('does not start without the provider of a pool', async () => {
    const db = await openTestDatabase();
    await seedDevice(db);
    startProcess({
      LBAAS_DATABASE_URL: db.url,
      LBAAS_AMQP_URL: NO_BROKER,
      LBAAS_SERVICE_PROVIDERS: 'gold:haproxy_ns:default',
    });
    const [code] = await ended;
    expect(code, output).to.equal(1);
    expect(output).to.contain('service_providers: haproxy is missing, which 1 pools have');
    await db.close();
  });

  it('is bound completely', () => {
    const env = { LBAAS_DATABASE_URL: 'postgres://u@/x?host=/nowhere', LBAAS_AMQP_URL: NO_BROKER };
    const logger = createLogger({ name: 'test', level: 'silent' });
    const keystone = {
      LBAAS_AUTH: 'keystone',
      LBAAS_KEYSTONE_URL: 'http://127.0.0.1:1',
      LBAAS_KEYSTONE_USERNAME: 'lbaas',
      LBAAS_KEYSTONE_PASSWORD: 'hidden',
      LBAAS_KEYSTONE_PROJECT_NAME: 'service',
    };
    for (const auth of [{}, keystone]) {
      const config = loadConfig(ServerConfigSchema, { env: { ...env, ...auth } });
      expect(createContainer(config, logger).get(SERVER)).to.respondTo('start');
    }
  });
});
