import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { mustRun } from '../../scripts/engine/run.ts';
import { EPOCH, type PackageName, buildPackages, debOf, sharedPackages } from './support/build-packages.ts';

describe('npm run package', function () {
  this.timeout(600_000);
  let directory: string;
  let first: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lbaas-packages-'));
    first = await sharedPackages();
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const digests = (of: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(of).map((name) => {
        const digest = createHash('sha256')
          .update(readFileSync(join(of, name)))
          .digest('hex');
        return [name, digest];
      }),
    );
  const field = (name: PackageName, which: string): Promise<string> =>
    mustRun(['dpkg-deb', '--field', debOf(first, name), which]);

  it('makes the same bytes again, whatever the umask', async () => {
    const second = join(directory, 'second');
    await buildPackages(second, { epoch: EPOCH, umask: '077' });
    expect(digests(second)).to.deep.equal(digests(first));
    expect(readdirSync(second)).to.have.length(6);
  });

  it('makes packages that depend on all that they run, and ask for no npm', async () => {
    const [server, agent] = await Promise.all([
      field('lbaas-server', 'Depends'),
      field('lbaas-agent', 'Depends'),
    ]);
    for (const depends of [server, agent]) expect(depends).to.contain('nodejs (>= 20.19) | lbaas-runtime');
    for (const name of ['haproxy', 'iproute2', 'nftables', 'conntrack', 'iputils-ping'])
      expect(agent).to.contain(name);
    const files = await mustRun(['dpkg-deb', '--contents', debOf(first, 'lbaas-server')]);
    expect(files).not.to.match(/\.ts$|\.map$/m);
    expect(files).to.contain('/packages/dashboard/dist/index.html').and.contain('/licences.txt');
  });

  it('makes packages that lintian finds no error in', async () => {
    // lbaas-runtime takes a minute, and is one file that is copied.
    const names: PackageName[] = [
      'lbaas-server',
      'lbaas-agent',
      ...(process.env['LB_LINTIAN'] === 'all' ? ['lbaas-runtime' as const] : []),
    ];
    const debs = names.map((name) => debOf(first, name));
    // It leaves something behind.
    await mustRun(['lintian', '--fail-on', 'error', '--allow-root', ...debs], { env: { TMPDIR: directory } });
  });
});
