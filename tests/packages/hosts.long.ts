import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import type { DebianRelease } from '../../scripts/engine/debian-mirror.ts';
import { lackOfHosts } from '../../scripts/hosts/lack-of-hosts.ts';
import { type PackageName, buildPackages, debOf, sharedPackages } from './support/build-packages.ts';
import { type Row } from './support/packaged-host.ts';
import { Installation, VIP } from './support/installation.ts';
import { Traffic } from './support/traffic.ts';
import { blocksIn } from '../support/page-blocks.ts';

const NEXT = '99.1';
/** As systemd-analyze of systemd 252 has it; whoever opens a unit further decides so. */
const MOST_EXPOSED = { 'lbaas-server': 1.3, 'lbaas-agent': 5.5 } as const;

const RELEASES: readonly DebianRelease[] = ['bookworm', 'trixie'];
/** Debian 13 has a Node.js that is new enough. */
const RUNTIME: Readonly<Record<DebianRelease, readonly PackageName[]>> = {
  bookworm: ['lbaas-runtime'],
  trixie: [],
};

const PROGRAMS = ['lbaas-server', 'lbaas-agent'] as const;

interface Timed {
  timeout(ms: number): unknown;
}

const lack = await lackOfHosts();
for (const release of RELEASES)
  describeUnless(lack, describe)(`the packages on a host of Debian ${release}`, function () {
    describeLife(this, release);
  });

/** One host, from the installation to the purge: each test begins where the one before has ended. */
function describeLife(suite: Timed, release: DebianRelease): void {
  suite.timeout(300_000);
  let directory: string;
  let shared: string;
  let one: Installation;
  let haproxy: string[];

  before(async function () {
    // From nothing the root of the host is made first.
    this.timeout(900_000);
    directory = mkdtempSync(join(tmpdir(), 'lbaas-packages-'));
    shared = await sharedPackages();
    await buildPackages(join(directory, 'next'), { version: NEXT, only: ['lbaas-server', 'lbaas-agent'] });
    one = await Installation.up(release);
  });
  after(async () => {
    await one?.down();
    rmSync(directory, { recursive: true, force: true });
  });

  const first = (name: PackageName): string => debOf(shared, name);
  const next = (name: PackageName): string => debOf(join(directory, 'next'), name);
  const unitState = async (unit: string): Promise<string> =>
    (await one.host.try(['systemctl', 'is-active', unit])).stdout.trim();
  const ready = (port: number): Promise<string> => one.readiness(port);
  /** Not one request fails meanwhile. */
  const hitless = async (work: () => Promise<unknown>): Promise<void> => {
    const traffic = new Traffic(`http://${VIP}/`, (argv) => one.enter(argv));
    await one.until(() => expect(traffic.answered).to.be.above(20));
    await work();
    const before = traffic.answered;
    await one.until(() => expect(traffic.answered).to.be.above(before + 100));
    expect((await traffic.stop()).failed).to.deep.equal([]);
  };

  it('are installed without a network, and start nothing before there are settings', async () => {
    const said = await one.install(...[...RUNTIME[release], ...PROGRAMS].map(first));
    for (const unit of PROGRAMS) {
      expect(said).to.contain(`${unit} is not started`);
      expect(await unitState(unit)).to.equal('inactive');
    }
    expect(await one.host.exec('stat', '-c', '%A %U:%G', '/etc/lbaas/server.toml')).to.equal(
      '-rw-r----- root:lbaas\n',
    );
    expect(await one.host.exec('stat', '-c', '%A %U:%G', '/etc/lbaas/agent.toml')).to.equal(
      '-rw------- root:root\n',
    );
    expect(await one.host.sh('systemctl is-failed --quiet lbaas-server lbaas-agent || echo fine')).to.equal(
      'fine\n',
    );
  });

  it('find nothing that their host lacks', async () => {
    await one.configure();
    for (const program of PROGRAMS) {
      const settings = `/etc/lbaas/${program.replace('lbaas-', '')}.toml`;
      const { code, stdout, stderr } = await one.host.try([program, 'check', '--config', settings]);
      expect([code, stderr], stdout).to.deep.equal([0, '']);
    }
  });

  it('start units that are ready when /readyz is', async () => {
    await one.host.exec('systemctl', 'start', 'lbaas-server');
    expect(await ready(9696)).to.equal('200');
    await one.host.exec('systemctl', 'start', 'lbaas-agent');
    expect(await ready(9697)).to.equal('200');
    for (const [unit, user] of [
      ['lbaas-server', 'lbaas'],
      ['lbaas-agent', 'root'],
    ] as const) {
      expect(await one.show(unit, 'StatusText')).to.equal('ready');
      const owner = await one.host.exec('ps', '-o', 'user=', '-p', await one.show(unit, 'MainPID'));
      expect(owner.trim()).to.equal(user);
    }
    expect(await one.host.exec('curl', '-s', 'http://127.0.0.1:9696/ui/')).to.contain('<title>');
    expect(await one.host.exec('curl', '-s', 'http://127.0.0.1:9696/docs/swagger-ui.css')).to.contain(
      '.swagger-ui',
    );
    expect(await one.host.exec('journalctl', '-u', 'lbaas-agent', '-o', 'cat')).to.contain(
      '"the agent runs"',
    );
  });

  it('have units that are as closed as they can be', async () => {
    for (const [unit, most] of Object.entries(MOST_EXPOSED)) {
      const { stdout } = await one.host.try(['systemd-analyze', 'security', '--no-pager', unit]);
      const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
      expect(exposure, unit).to.be.at.most(most);
    }
  });

  it('serve a balancer, whose namespace everybody on the host can enter', async () => {
    const pool = await one.makeBalancer();
    haproxy = await one.haproxies();
    expect(haproxy).to.have.length(1);
    expect(await one.host.exec('ip', 'netns', 'exec', `qlbaas-${pool}`, 'ip', '-br', 'address')).to.contain(
      VIP,
    );
  });

  it('keep HAProxies over a restart of the agent, and take them over', async () => {
    const before = await one.show('lbaas-agent', 'MainPID');
    await hitless(() => one.host.exec('systemctl', 'restart', 'lbaas-agent'));
    expect(await one.show('lbaas-agent', 'MainPID')).not.to.equal(before);
    expect(await one.haproxies()).to.deep.equal(haproxy);
    const names = (await one.host.exec('ip', 'netns')).trim().split('\n');
    expect(names).to.have.length(1);
    await one.host.exec('ip', 'netns', 'exec', names[0]?.split(' ')[0] ?? '', 'true');
  });

  it('are upgraded without a lost request, and with the settings as they were', async () => {
    await hitless(async () => {
      await one.install(next('lbaas-server'), next('lbaas-agent'));
      await one.until(async () =>
        expect([await ready(9696), await ready(9697)]).to.deep.equal(['200', '200']),
      );
    });
    expect(await one.host.exec('dpkg-query', '-W', '-f', '${Version}', 'lbaas-agent')).to.equal(NEXT);
    expect(await one.haproxies()).to.deep.equal(haproxy);
    expect(await one.host.exec('stat', '-c', '%A %U:%G', '/etc/lbaas/server.toml')).to.equal(
      '-rw-r----- root:lbaas\n',
    );
    expect(await one.host.exec('cat', '/etc/lbaas/agent.toml')).to.contain('physnet1:eth0');
  });

  it('leave a unit stopped over an upgrade that an administrator has stopped', async () => {
    await one.host.exec('systemctl', 'stop', 'lbaas-server');
    await one.host.sh('dpkg -i /root/lbaas-server_99.1_all.deb');
    expect(await unitState('lbaas-server')).to.equal('inactive');
    await one.host.exec('systemctl', 'start', 'lbaas-server');
  });

  it('start an agent again whose event loop stands still, with its HAProxies as they are', async () => {
    await one.host.sh('mkdir -p /run/systemd/system/lbaas-agent.service.d');
    one.host.write('/run/systemd/system/lbaas-agent.service.d/soon.conf', '[Service]\nWatchdogSec=3\n');
    await one.host.sh('systemctl daemon-reload && systemctl restart lbaas-agent');
    const before = await one.show('lbaas-agent', 'MainPID');
    // Longer than the watchdog waits, an agent that lives is left alone.
    await one.host.exec('sleep', '5');
    expect(await one.show('lbaas-agent', 'MainPID')).to.equal(before);
    await hitless(async () => {
      await one.host.exec('kill', '-STOP', before);
      await one.until(async () => {
        expect(await one.show('lbaas-agent', 'MainPID')).not.to.equal(before);
        expect(await unitState('lbaas-agent')).to.equal('active');
      });
    });
    expect(await one.haproxies()).to.deep.equal(haproxy);
    await one.host.sh('rm -r /run/systemd/system/lbaas-agent.service.d && systemctl daemon-reload');
  });

  it('have an agent that goes on when a HAProxy is killed, and starts another one', async () => {
    const before = await one.show('lbaas-agent', 'MainPID');
    await one.host.exec('kill', '-KILL', ...haproxy);
    await one.until(async () => {
      await one.serves();
      expect(await one.haproxies()).to.have.length(1);
    });
    expect(await one.show('lbaas-agent', 'MainPID')).to.equal(before);
    haproxy = await one.haproxies();
  });

  it('come back after a power cut, by themselves', async () => {
    await one.host.kill();
    await one.host.boot();
    await one.until(() => one.serves());
    haproxy = await one.haproxies();
  });

  it('come back from a dump, by the commands of the page, while traffic goes on', async () => {
    const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const [dump] = blocksIn(page, 'Backup and restore');
    const [, restore = ''] = /`(createdb -O lbaas lbaas && pg_restore [^`]*)`/.exec(page) ?? [];
    const home = 'cd /var/lib/postgresql';
    const url = 'postgres://lbaas:secret@127.0.0.1/lbaas';
    await hitless(async () => {
      await one.host.sh(`${home} && export LBAAS_DATABASE_URL=${url} && ${dump?.text ?? ''}`);
      const [lost] = (await one.call('GET', 'lb/pools')) as readonly Row[];
      await one.call('PUT', `lb/pools/${lost?.id}`, { pool: { description: 'after the dump' } });
      await one.host.exec('systemctl', 'stop', 'lbaas-server');
      await one.host.sh(`${home} && su postgres -c 'dropdb lbaas && ${restore}'`);
      await one.host.exec('systemctl', 'start', 'lbaas-server');
      await one.until(async () => expect(await ready(9696)).to.equal('200'));
      const [pool] = (await one.call('GET', 'lb/pools')) as readonly Row[];
      expect(pool).to.include({ id: lost?.id, description: lost?.['description'] });
      await one.call('PUT', `lb/pools/${pool?.id}`, { pool: { lb_method: 'LEAST_CONNECTIONS' } });
      await one.until(async () => {
        const [{ status, lb_method }] = (await one.call('GET', 'lb/pools')) as [Row];
        expect([status, lb_method]).to.deep.equal(['ACTIVE', 'LEAST_CONNECTIONS']);
      });
    });
    haproxy = await one.haproxies();
  });

  it('leave the traffic of an agent that is removed, for one that is installed again', async () => {
    await hitless(async () => {
      await one.host.exec('apt-get', 'remove', '-y', '-q', 'lbaas-agent');
      expect(await one.haproxies()).to.deep.equal(haproxy);
      await one.install(next('lbaas-agent'));
      await one.until(async () => expect(await ready(9697)).to.equal('200'));
    });
    expect(await one.haproxies()).to.deep.equal(haproxy);
  });

  it('take everything along when they are purged', async () => {
    await one.host.exec('apt-get', 'purge', '-y', '-q', 'lbaas-agent');
    expect(await one.haproxies()).to.deep.equal([]);
    expect(await one.host.exec('ip', 'netns')).to.equal('');
    expect(await one.host.exec('ip', '-br', 'link', 'show', 'type', 'bridge')).to.equal('');
    expect(await one.host.exec('ip', '-br', 'address', 'show', 'eth0')).to.contain(one.host.address());
    expect(await one.host.exec('nft', 'list', 'tables')).not.to.contain('lbaas');
    await one.host.exec('apt-get', 'purge', '-y', '-q', 'lbaas-server', ...RUNTIME[release]);
    const left = await one.host.sh(
      'ls -d /etc/lbaas /var/lib/lbaas /run/lbaas /usr/lib/lbaas* /etc/systemd/system/*/lbaas* 2>/dev/null; ' +
        'getent passwd lbaas; systemctl list-units --all --no-legend "lbaas*"; true',
    );
    expect(left.trim()).to.equal('');
  });
}
