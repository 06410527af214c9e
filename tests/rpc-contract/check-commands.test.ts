import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { topology } from '@lbaas/common/amqp';
import { loadConfig } from '@lbaas/common/runtime';
import { bundled } from '@lbaas/common/testing';
import { freshDatabase, freshPrefix, sharedPostgres, sharedRabbitmq } from '@lbaas/lab';
import { ServerConfigSchema } from '@lbaas/server/config';
import { brokerUser } from '@lbaas/server/testing';
import { expect } from 'chai';
import { useServerWorld } from './use-server-world.ts';

type Settings = Readonly<Record<string, string>>;

interface Checked {
  readonly code: number;
  readonly lines: readonly string[];
}

const NOBODY = '127.0.0.1:1';

describe('the check commands', function () {
  this.timeout(60_000);
  const world = useServerWorld();
  const mains = {
    server: () => bundled(new URL('../../packages/server/src/main.ts', import.meta.url)),
    agent: () => bundled(new URL('../../packages/agent/src/main.ts', import.meta.url)),
  };
  let directory: string;
  let taken: Server;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lb-check-'));
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
  });
  after(() => {
    taken.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const takenPort = (): string => String((taken.address() as AddressInfo).port);
  const broker = (): Settings => ({ LBAAS_AMQP_URL: world.url, LBAAS_AMQP_PREFIX: world.prefix });

  async function check(program: keyof typeof mains, settings: Settings): Promise<Checked> {
    const main = await mains[program]();
    const options = { env: { PATH: process.env['PATH'], ...settings } };
    const ended = await promisify(execFile)(process.execPath, [main, 'check'], options).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    );
    return { code: ended.code, lines: ended.stdout.trimEnd().split('\n') };
  }

  const lineOf = ({ lines }: Checked, name: string): string =>
    lines.find((line) => line.slice(8).startsWith(`${name} `)) ??
    `no line of ${name} in\n${lines.join('\n')}`;
  const failures = ({ lines }: Checked): number => lines.filter((line) => line.startsWith('failed')).length;

  describe('of the server', () => {
    const good = async (): Promise<Settings> => ({
      ...broker(),
      LBAAS_DATABASE_URL: world.db.url,
      LBAAS_API_PORT: '0',
    });

    it('find nothing wrong with a good installation', async () => {
      const checked = await check('server', await good());
      expect(checked, checked.lines.join('\n')).to.include({ code: 0 });
      expect(lineOf(checked, 'database')).to.match(/^ok +database +PostgreSQL \d/);
      expect(lineOf(checked, 'database schema')).to.match(/up to date$/);
      expect(lineOf(checked, 'clock')).to.match(/^ok/);
      expect(lineOf(checked, 'broker')).to.match(/^ok +broker +RabbitMQ/);
    });

    it('tell an empty database from one of somebody else', async () => {
      const url = await freshDatabase();
      const empty = await check('server', { ...(await good()), LBAAS_DATABASE_URL: url });
      expect([empty.code, lineOf(empty, 'database schema')].join()).to.match(/^0,note .*empty: /);
      await world.db.query('ALTER TABLE migrations RENAME TO others');
      const foreign = await check('server', await good());
      expect([foreign.code, lineOf(foreign, 'database schema')].join()).to.match(/^1,failed .*none of which/);
    });

    it('name a wrong password, a missing database, a stopped broker and a taken port, one line each', async () => {
      const role = freshPrefix();
      const { url } = await sharedPostgres();
      await letInByPassword(role);
      const wrong = await check('server', {
        ...(await good()),
        LBAAS_DATABASE_URL: url.replace('lbaas@', `${role}:wrong@`),
        LBAAS_AMQP_URL: `amqp://u:hidden@${NOBODY}/`,
        LBAAS_API_PORT: takenPort(),
      });
      expect(wrong.code).to.equal(1);
      expect(lineOf(wrong, 'database')).to.contain(`refuses the password of "${role}"`);
      expect(lineOf(wrong, 'broker')).to.contain(`nobody listens at ${NOBODY}`);
      expect(lineOf(wrong, 'API port')).to.contain(`port ${takenPort()} is taken`);
      expect(failures(wrong), wrong.lines.join('\n')).to.equal(3);
      expect(wrong.lines.join('\n')).to.not.contain('hidden');
      const missing = await check('server', {
        ...(await good()),
        LBAAS_DATABASE_URL: url.replace('/postgres?', '/nowhere?'),
      });
      expect(lineOf(missing, 'database')).to.match(/^failed .*has no database "nowhere"/);
    });

    it('name every setting that is unknown or lacks another one', async () => {
      const unknown = await check('server', { ...(await good()), LBAAS_TYPO: '1' });
      expect(unknown).to.include({ code: 1 });
      expect(unknown.lines).to.deep.equal(['failed  settings              LBAAS_TYPO: no such setting']);
      const lacking = await check('server', { ...(await good()), LBAAS_AUTH: 'keystone' });
      expect(lacking).to.include({ code: 1 });
      expect(lacking.lines.join('\n')).to.contain('keystone_url: is required');
    });

    /** Others of the same cluster are let in as before. */
    async function letInByPassword(role: string): Promise<void> {
      const [row] = await world.db.query<{ file: string }>(`SELECT current_setting('hba_file') AS file`);
      const file = row?.file ?? '';
      const [lines] = await world.db.query<{ text: string }>('SELECT pg_read_file($1) AS text', [file]);
      await world.db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'right'`);
      writeFileSync(file, `local all ${role} scram-sha-256\n${lines?.text ?? ''}`);
      await world.db.query('SELECT pg_reload_conf()');
    }
  });

  describe('of the agent', () => {
    const good = (): Settings => ({
      ...broker(),
      LBAAS_STATE_DIR: join(directory, 'state'),
      LBAAS_AGENT_HOST: 'host-1',
      LBAAS_PHYSICAL_NETWORKS: 'office:lo',
    });

    it('find nothing wrong with a good host, and leave nothing on it', async () => {
      const checked = await check('agent', good());
      expect(checked, checked.lines.join('\n')).to.include({ code: 0 });
      for (const name of ['capabilities', 'kernel', 'haproxy', 'nft', 'ip', 'programs', 'networks'])
        expect(lineOf(checked, name)).to.match(/^ok/);
      expect(lineOf(checked, 'clock')).to.match(/^ok .* agrees with that of the servers/);
      expect(lineOf(checked, 'host name')).to.match(/^ok .*host-1 is free/);
      expect(lineOf(checked, 'state directory')).to.match(/^ok .*made at the start/);
    });

    it('find another agent that is alive under the same name', async () => {
      await world.registeredAgent('host-1');
      const checked = await check('agent', good());
      expect(checked).to.include({ code: 1 });
      expect(failures(checked)).to.equal(1);
      expect(lineOf(checked, 'host name')).to.match(/^failed .*another agent that is alive/);
    });

    it('name what is missing, unknown and taken, one line each', async () => {
      const file = join(directory, 'file');
      writeFileSync(file, '');
      const checked = await check('agent', {
        ...good(),
        LBAAS_HAPROXY_BINARY: '/nowhere/haproxy',
        LBAAS_HAPROXY_USER: 'no-such-user',
        LBAAS_PHYSICAL_NETWORKS: 'office:eth99',
        LBAAS_TUNNEL_IP: '192.0.2.77',
        LBAAS_STATE_DIR: join(file, 'state'),
        LBAAS_METRICS_PORT: takenPort(),
        LBAAS_AMQP_URL: world.url.replace(/:\w+@/, ':wrong@'),
      });
      expect(checked.code).to.equal(1);
      for (const [name, words] of [
        ['haproxy', '/nowhere/haproxy is not there, or cannot be run: install the package haproxy'],
        ['haproxy account', 'no user no-such-user'],
        ['networks', 'no interface eth99 of office'],
        ['tunnel address', 'no interface that is up has 192.0.2.77'],
        ['state directory', 'ENOTDIR'],
        ['metrics port', `port ${takenPort()} is taken`],
        ['broker', 'refuses the account'],
      ] as const)
        expect(lineOf(checked, name))
          .to.match(/^failed/)
          .and.to.contain(words);
      expect(failures(checked), checked.lines.join('\n')).to.equal(7);
    });

    it('hear the servers as a broker user of their own', async () => {
      const settings = loadConfig(ServerConfigSchema, {
        env: { ...broker(), LBAAS_DATABASE_URL: world.db.url },
      });
      const text = brokerUser(settings, { host: 'host-1', password: 'secret' });
      const rabbitmq = await sharedRabbitmq();
      await rabbitmq.script(text.slice(0, text.indexOf('\n\n')));
      const user = topology(world.prefix).agentUser('host-1');
      try {
        const url = new URL(world.url);
        [url.username, url.password] = [user, 'secret'];
        const checked = await check('agent', { ...good(), LBAAS_AMQP_URL: url.href });
        expect(lineOf(checked, 'broker')).to.match(/^ok .* takes the account/);
        expect(lineOf(checked, 'clock')).to.match(/^ok .* agrees with that of the servers/);
      } finally {
        await rabbitmq.ctl(['delete_user', user]);
      }
    });

    it('do without servers, and without their word', async () => {
      const checked = await check('agent', { ...good(), LBAAS_AMQP_PREFIX: freshPrefix() });
      expect(checked, checked.lines.join('\n')).to.include({ code: 0 });
      expect(lineOf(checked, 'clock')).to.match(/^note .*no server answers/);
    });

    it('fail without capabilities', async () => {
      const main = await mains.agent();
      const argv = [
        '--bounding-set=-net_broadcast',
        '--inh-caps=-net_broadcast',
        process.execPath,
        main,
        'check',
      ];
      const ended = await promisify(execFile)('setpriv', argv, {
        env: { PATH: process.env['PATH'], ...good() },
      }).catch((error: { code: number; stdout: string }) => error);
      expect(ended).to.include({ code: 1 });
      expect(ended.stdout).to.match(
        /failed +capabilities +the agent needs the capabilities NET_BROADCAST as well/,
      );
    });
  });
});
