import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { Lab, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { type ApiObject, call, createBalancer, labSubnets, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { surprises } from './support/surprises.ts';

/** HAProxy as it is; but while the file `refuse` exists, it is given one more configuration, which it refuses. */
const wrapper = (directory: string): string => `#!/bin/sh
[ -e ${directory}/refuse ] && set -- -f ${directory}/refused.cfg "$@"
exec /usr/sbin/haproxy "$@"
`;
const REFUSED = `defaults\n  no-such-keyword\n`;
const ITS_WORDS = /unknown keyword 'no-such-keyword' in 'defaults' section.*\(agent agent-1\)$/;

describe('HAProxy refuses a configuration', function () {
  this.timeout(180_000);
  let directory: string;
  let lab: Lab;

  before(async function () {
    this.timeout(180_000);
    directory = mkdtempSync(join(tmpdir(), 'refusing-'));
    writeFileSync(join(directory, 'haproxy'), wrapper(directory), { mode: 0o755 });
    writeFileSync(join(directory, 'refused.cfg'), REFUSED);
    lab = await Lab.start({
      agents: 1,
      webs: 2,
      agentEnv: { LBAAS_HAPROXY_BINARY: join(directory, 'haproxy') },
    });
  });
  afterEach(() => {
    refuse(false);
  });
  after(async () => {
    const found = surprises(lab);
    await lab.stop();
    expect(found).to.deep.equal([]);
    rmSync(directory, { recursive: true, force: true });
  });

  function refuse(on: boolean): void {
    const marker = join(directory, 'refuse');
    if (on) writeFileSync(marker, '');
    else rmSync(marker, { force: true });
  }

  const show = (kind: string, { id }: { id: string }): Promise<ApiObject> =>
    call(lab, 'GET', `/v2.0/lb/${kind}/${id}`);

  const failsInItsWords = (kind: string, object: { id: string }): Promise<void> =>
    eventually(
      async () => {
        const { status, status_description } = await show(kind, object);
        expect(status, status_description).to.equal('ERROR');
        expect(status_description).to.match(ITS_WORDS);
      },
      { withinMs: 60_000 },
    );

  const method = (id: string, lb_method: string): Promise<ApiObject> =>
    call(lab, 'PUT', `/v2.0/lb/pools/${id}`, { pool: { lb_method } });

  it('the old one serves on, what changed is in ERROR, the rest is ACTIVE; the next good one heals', async () => {
    const { pool, vip, members, address } = await createBalancer(lab);
    const pids = lab.haproxyPids(pool.id);
    const load = await startLoad(lab, vipUrl('http', address, 8080), 4, { pauseMs: 5 });
    refuse(true);
    await method(pool.id, 'LEAST_CONNECTIONS');
    await failsInItsWords('pools', pool);
    expect((await show('vips', vip)).status).to.equal('ACTIVE');
    for (const member of members) expect((await show('members', member)).status).to.equal('ACTIVE');
    // Another process may run at the same time, for the next attempt.
    expect(lab.haproxyPids(pool.id)).to.include.members(pids);

    refuse(false);
    await method(pool.id, 'SOURCE_IP');
    await realised(lab, pool.id);
    expect((await load.stop()).failures).to.deep.equal([]);
  });

  it('it is tried again without a further change', async () => {
    const { pool, address } = await createBalancer(lab);
    refuse(true);
    await method(pool.id, 'LEAST_CONNECTIONS');
    await failsInItsWords('pools', pool);
    refuse(false);
    await realised(lab, pool.id);
    expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200);
  });

  it('a member that comes meanwhile is in ERROR too, and serves when HAProxy is content', async () => {
    const { pool } = await createBalancer(lab, { members: [{}] });
    refuse(true);
    await method(pool.id, 'LEAST_CONNECTIONS');
    await failsInItsWords('pools', pool);
    const body = { pool_id: pool.id, address: '10.0.0.12', protocol_port: 8080 };
    const member = await call(lab, 'POST', '/v2.0/lb/members', { member: body });
    await failsInItsWords('members', member);
    refuse(false);
    await realised(lab, pool.id);
  });

  it('one that never ran says so, leaves others alone, and comes up when HAProxy is content', async () => {
    const other = await createBalancer(lab);
    const subnet_id = (await labSubnets(lab))[4];
    refuse(true);
    const pool = await call(lab, 'POST', '/v2.0/lb/pools', {
      pool: { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id },
    });
    const vip = await call(lab, 'POST', '/v2.0/lb/vips', {
      vip: { pool_id: pool.id, subnet_id, protocol: 'HTTP', protocol_port: 8080 },
    });
    await failsInItsWords('vips', vip);
    expect((await show('vips', other.vip)).status).to.equal('ACTIVE');
    refuse(false);
    await realised(lab, pool.id);
    // There is no member, but HAProxy answers.
    expect((await curl(lab, vipUrl('http', vip['address'] as string, 8080))).status).to.equal(503);
  });
});
