import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  call,
  createBalancer,
  deleteBalancer,
  labSubnets,
  memberStatus,
  realised,
} from './support/balancer.ts';
import { curl, vipUrl, whoServes } from './support/client.ts';
import { describeOnLab } from './support/describe-on-lab.ts';

describeOnLab('the life of a balancer', (lab) => {
  afterEach(() => lab.web(1).start());

  const namespacesOf = async (poolId: string): Promise<string[]> => {
    const hosts: string[] = [];
    for (const host of ['agent-1', 'agent-2']) {
      if ((await lab.exec(host, ['ip', 'netns'])).stdout.includes(poolId)) hosts.push(host);
    }
    return hosts;
  };

  it('balancers are spread over the agents, and the API says where each one is', async () => {
    const hosts: unknown[] = [];
    // Three: a balancer that was deleted within two seconds still counts where it was.
    for (const { pool } of [
      await createBalancer(lab),
      await createBalancer(lab),
      await createBalancer(lab),
    ]) {
      const { host } = (await call(
        lab,
        'GET',
        `/v2.0/lb/pools/${pool.id}/loadbalancer-agent`,
      )) as unknown as {
        host: string;
      };
      expect(await namespacesOf(pool.id)).to.deep.equal([host]);
      hosts.push(host);
    }
    expect(new Set(hosts)).to.deep.equal(new Set(['agent-1', 'agent-2']));
  });

  it('a deleted VIP answers no more; the pool stays and takes another VIP with the same address', async () => {
    const { pool, vip, address, port } = await createBalancer(lab);
    await call(lab, 'DELETE', `/v2.0/lb/vips/${vip.id}`);
    expect((await lab.api('GET', `/v2.0/lb/vips/${vip.id}`)).status).to.equal(404);
    await realised(lab, pool.id);
    expect((await curl(lab, vipUrl('http', address, port), ['--max-time', '1'])).status).to.equal(0);
    const subnet_id = (await labSubnets(lab))[4];
    const again = {
      name: 'again',
      pool_id: pool.id,
      subnet_id,
      protocol: 'HTTP',
      protocol_port: 80,
      address,
    };
    await call(lab, 'POST', '/v2.0/lb/vips', { vip: again });
    await realised(lab, pool.id);
    expect((await curl(lab, vipUrl('http', address, 80))).status).to.equal(200);
  });

  it('a VIP moves to another pool with its address', async () => {
    const from = await createBalancer(lab, { members: [{ address: '10.0.0.11' }] });
    const to = await createBalancer(lab, { members: [{ address: '10.0.0.12' }] });
    await call(lab, 'DELETE', `/v2.0/lb/vips/${to.vip.id}`);
    await call(lab, 'PUT', `/v2.0/lb/vips/${from.vip.id}`, { vip: { pool_id: to.pool.id } });
    await realised(lab, to.pool.id);
    const url = vipUrl('http', from.address, from.port);
    await eventually(
      async () => expect(new Set(await whoServes(lab, url, 3))).to.deep.equal(new Set(['web-2'])),
      {
        withinMs: 60_000,
      },
    );
    await realised(lab, from.pool.id);
    expect(await namespacesOf(from.pool.id)).to.deep.equal([]);
    await call(lab, 'DELETE', `/v2.0/lb/vips/${from.vip.id}`);
    for (const { pool } of [from, to]) await call(lab, 'DELETE', `/v2.0/lb/pools/${pool.id}`);
  });

  it('a member whose check fails is soon INACTIVE, and then ACTIVE again', async () => {
    const { members } = await createBalancer(lab, {
      monitors: [{ type: 'TCP', delay: 1, timeout: 1, max_retries: 1 }],
    });
    const first = members[0]?.id ?? '';
    await eventually(async () => expect(await memberStatus(lab, first)).to.equal('ACTIVE'), {
      withinMs: 60_000,
    });
    await lab.web(1).stop();
    // One second until the next check, two until it is reported, and a margin for a busy machine.
    await eventually(async () => expect(await memberStatus(lab, first)).to.equal('INACTIVE'), {
      withinMs: 60_000,
    });
    await lab.web(1).start();
    await eventually(async () => expect(await memberStatus(lab, first)).to.equal('ACTIVE'), {
      withinMs: 60_000,
    });
  });

  it('nothing is left on any host when a pool goes', async () => {
    const balancer = await createBalancer(lab);
    await deleteBalancer(lab, balancer);
    await eventually(
      async () => {
        expect(await namespacesOf(balancer.pool.id)).to.deep.equal([]);
        expect(lab.haproxyPids(balancer.pool.id)).to.deep.equal([]);
        for (const { host } of lab.agents) {
          const { stdout } = await lab.exec(host.name, ['sh', '-c', 'ls -R /run/lbaas; ip -br link']);
          expect(stdout).to.not.include(balancer.pool.id);
        }
      },
      { withinMs: 60_000 },
    );
  });
});
