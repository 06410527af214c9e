/** Upgrades of three hosts with their packages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { lackOfHosts } from '../../scripts/hosts/lack-of-hosts.ts';
import { previousRelease, releasePackages } from '../../scripts/releases/release-packages.ts';
import { buildPackages, debOf } from '../packages/support/build-packages.ts';
import type { PackagedHost } from '../packages/support/packaged-host.ts';
import { Traffic } from '../packages/support/traffic.ts';
import { type MadeBalancer, UpgradeHosts } from './support/upgrade-hosts.ts';

const PROGRAMS = { server: ['lbaas-server', 9696], agent: ['lbaas-agent', 9697] } as const;

/** Each test begins where the one before has ended. */
describeUnless(await lackOfHosts(), describe)('the packages of two versions on three hosts', function () {
  this.timeout(900_000);
  let directory: string;
  let previous: string;
  let hosts: UpgradeHosts;
  let balancers: readonly MadeBalancer[];

  before(async function () {
    // From nothing the packages of the version before and the root of the hosts are made first.
    this.timeout(1_800_000);
    directory = mkdtempSync(join(tmpdir(), 'lbaas-upgrade-'));
    previous = await releasePackages(previousRelease());
    await buildPackages(directory, { only: ['lbaas-server', 'lbaas-agent'] });
    hosts = await UpgradeHosts.up();
    await hosts.installAll(previous);
    balancers = [await hosts.makeBalancer('HTTP'), await hosts.makeBalancer('TCP')];
  });
  after(async () => {
    await hosts?.down();
    rmSync(directory, { recursive: true, force: true });
  });

  const haproxies = (): Promise<string[][]> => Promise.all(hosts.nodes.map((node) => node.haproxies()));

  /** The other version, from packages, until it is ready. */
  async function change(node: PackagedHost, what: keyof typeof PROGRAMS, packages: string): Promise<void> {
    const [name, port] = PROGRAMS[what];
    const deb = debOf(packages, name);
    await node.install(deb);
    const installed = await node.host.exec('dpkg-query', '-W', '-f', '${Version}', name);
    expect(deb).to.contain(`_${installed}_`);
    await node.until(async () => expect(await node.readiness(port)).to.equal('200'));
    await hosts.control.until(() => hosts.allAlive());
  }

  /** A weight, and a balancer that gets a second member, and goes. */
  async function expectChangesArrive(): Promise<void> {
    for (const { pool, member } of balancers) {
      for (const weight of [5, 1]) {
        await hosts.control.object('PUT', `lb/members/${member.id}`, { member: { weight } });
        await hosts.realised(pool);
      }
    }
    const before = await haproxies();
    const further = await hosts.makeBalancer('HTTP');
    await hosts.addMember(further.pool);
    await hosts.realised(further.pool);
    await hosts.serves(further.url);
    await hosts.deleteBalancer(further);
    await hosts.control.until(async () => expect(await haproxies()).to.deep.equal(before));
  }

  for (const [what, order, isUpgrade] of [
    ['are upgraded', 'agents first', true],
    ['are taken one step back', 'server first', false],
    ['are upgraded', 'server first', true],
    ['are taken one step back', 'agents first', false],
  ] as const) {
    it(`${what}, ${order}: no request fails, nothing is reloaded, and changes arrive in between`, async () => {
      const packages = isUpgrade ? directory : previous;
      const clients = balancers.flatMap(({ url }) =>
        [true, false].map((keepAlive) => new Traffic(url, (argv) => hosts.enter(argv), { keepAlive })),
      );
      const before = await haproxies();
      expect(before.map(({ length }) => length)).to.deep.equal([1, 1]);
      const agents = hosts.nodes.map((node) => [node, 'agent'] as const);
      const server = [hosts.control, 'server'] as const;
      for (const [node, program] of order === 'agents first' ? [...agents, server] : [server, ...agents]) {
        await change(node, program, packages);
        await expectChangesArrive();
        expect(await haproxies(), `${program} of ${node.host.name}`).to.deep.equal(before);
      }
      for (const client of clients) {
        const { failed, total } = await client.stop();
        expect(failed).to.deep.equal([]);
        expect(total).to.be.above(100);
      }
    });
  }
});
