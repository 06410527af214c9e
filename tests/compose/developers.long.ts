import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Lab, describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { Balancers } from './support/balancers.ts';
import { EXAMPLE, EACH_DEADLINE_MS, UP_DEADLINE_MS, runningStack } from './support/running-stack.ts';
import type { Ended } from './support/run.ts';
import { REPOSITORY, Stack } from './support/stack.ts';

/** Further images are made for it. */
describeUnless(process.env['LB_LACK_OF_DOCKER'], describe)('docker compose, for developers', function () {
  this.timeout(EACH_DEADLINE_MS);
  let stack: Stack;
  let other: Stack;
  let balancers: Balancers;

  before(async function () {
    this.timeout(UP_DEADLINE_MS);
    stack = await runningStack();
    other = new Stack('lbaas-test-other', stack.apiPort);
    balancers = new Balancers(stack);
  });
  after(async () => {
    for (const each of [other, stack]) await each.down().catch(() => undefined);
  });

  it('restarts what runs the sources when one is saved, and lets its HAProxies go on', async () => {
    await stack.compose(
      '--profile',
      'dev',
      'up',
      '--build',
      '--wait',
      '--no-deps',
      'server-dev',
      'agent-dev',
    );
    await balancers.createOn('agent-dev');
    const haproxies = (): Promise<string> =>
      stack.in('agent-dev', 'sh', '-c', 'grep -lx haproxy /proc/[0-9]*/comm');
    const before = await haproxies();
    for (const [service, started] of [
      ['server', 'the server is ready'],
      ['agent', 'the agent runs'],
    ] as const) {
      const starts = async (): Promise<number> =>
        (await stack.compose('logs', '--no-color', `${service}-dev`)).split(started).length - 1;
      expect(await starts()).to.equal(1);
      const now = new Date();
      utimesSync(join(REPOSITORY, 'packages', service, 'src/main.ts'), now, now);
      await stack.until(async () => expect(await starts()).to.equal(2));
    }
    expect(await haproxies()).to.equal(before);
    await balancers.deleteAll();
    await stack.compose(
      '--profile',
      'dev',
      'rm',
      '--stop',
      '--force',
      '--volumes',
      'server-dev',
      'agent-dev',
    );
  });

  it('says in one line why a service does not start, and ends it', async () => {
    const noSecret = ['-e', 'LBAAS_DATABASE_URL_FILE=/run/secrets/no-such'];
    const lastOf = (service: string, file: string): Promise<Ended> => {
      const files = ['-f', 'docker-compose.yml', '-f', `tests/compose/${file}`];
      return stack.try(...files, 'run', '--rm', '--no-deps', '-T', '--use-aliases', service);
    };
    const oldVolume = 'echo 12 > PG_VERSION; touch postgresql.conf; exec docker-entrypoint.sh postgres';
    const inDirectory = ['run', '--rm', '--no-deps', '-T', '--workdir', '/var/lib/postgresql/data'];
    const [secret, capability, kernel, [volume, port]] = await Promise.all([
      stack.try('run', '--rm', '--no-deps', '-T', ...noSecret, 'server-1'),
      lastOf('agent-1', 'no-sys-ptrace.yml'),
      lastOf('agent-1', 'no-bridges.yml'),
      (async () => [
        await other.try(...inDirectory, '--entrypoint', 'bash', 'postgres', '-c', oldVolume),
        await other.try('up', '-d', '--no-deps', 'api'),
      ])(),
    ]);
    const words = [secret, capability, kernel, volume].map((ended) => `${ended?.stdout}${ended?.stderr}`);
    expect(words[0]).to.contain('LBAAS_DATABASE_URL_FILE: ENOENT');
    expect(words[1]).to.contain('the agent needs the capabilities SYS_PTRACE as well');
    expect(words[2]).to.contain('this kernel cannot make network namespaces').and.contain('Unknown device');
    expect(words[3]).to.contain('database files are incompatible with server');
    expect(port?.stderr).to.match(new RegExp(`${stack.apiPort}.*already (allocated|in use)`));
    for (const ended of [secret, capability, kernel, volume, port]) expect(ended?.code).not.to.equal(0);
  });

  it('runs beside a second stack and a laboratory, which have the same addresses and networks of their own', async () => {
    await other.compose('up', '--wait', '--no-deps', 'web-1', 'client');
    const foreign = ['curl', '-sS', '--max-time', '2', EXAMPLE];
    expect((await other.tryIn('client', ...foreign)).code).not.to.equal(0);
    const lab = await Lab.start({ agents: 1, webs: 1, networks: 'routed', example: true });
    try {
      expect(lab.example?.address).to.equal(new URL(EXAMPLE).hostname);
      expect(await stack.curl(EXAMPLE)).to.match(/^web-/);
    } finally {
      await lab.stop();
    }
  });
});
