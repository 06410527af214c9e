import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import {
  type Balancer,
  call,
  createBalancer,
  deleteBalancer,
  labSubnets,
  memberStatus,
  realised,
} from './support/balancer.ts';
import { curl, vipUrl, whoServes } from './support/client.ts';
import { e2eLab } from './support/e2e-lab.ts';

describe('the life of a balancer', function () {
  this.timeout(180_000);
  let lab: Lab;
  const created: Balancer[] = [];

  before(async () => {
    lab = await e2eLab();
  });
  afterEach(async () => {
    await lab.web(1).start();
    for (const balancer of created.splice(0)) await deleteBalancer(lab, balancer);
  });

  async function build(options: Parameters<typeof createBalancer>[1] = {}): Promise<Balancer> {
    const balancer = await createBalancer(lab, options);
    created.push(balancer);
    return balancer;
  }

  const namespacesOf = async (poolId: string): Promise<string[]> => {
    const hosts: string[] = [];
    for (const host of ['agent-1', 'agent-2']) {
      if ((await lab.exec(host, ['ip', 'netns'])).stdout.includes(poolId)) hosts.push(host);
    }
    return hosts;
  };

  it('balancers are spread over the agents, and the API says where each one is', async () => {
    const hosts: unknown[] = [];
    // Three: a balancer that was deleted within the last two seconds still counts where it was.
    for (const { pool } of [await build(), await build(), await build()]) {
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
    const { pool, vip, address, port } = await build();
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
    const second = await call(lab, 'POST', '/v2.0/lb/vips', { vip: again });
    await realised(lab, pool.id);
    expect((await curl(lab, vipUrl('http', address, 80))).status).to.equal(200);
    created.splice(0, 1, { ...(created[0] as Balancer), vip: second });
  });

  it('a VIP moves to another pool with its address', async () => {
    const from = await build({ members: [{ address: '10.0.0.11' }] });
    const to = await build({ members: [{ address: '10.0.0.12' }] });
    await call(lab, 'DELETE', `/v2.0/lb/vips/${to.vip.id}`);
    await call(lab, 'PUT', `/v2.0/lb/vips/${from.vip.id}`, { vip: { pool_id: to.pool.id } });
    await realised(lab, to.pool.id);
    const url = vipUrl('http', from.address, from.port);
    await eventually(
      async () => expect(new Set(await whoServes(lab, url, 3))).to.deep.equal(new Set(['web-2'])),
      {
        withinMs: 20_000,
      },
    );
    await realised(lab, from.pool.id);
    expect(await namespacesOf(from.pool.id)).to.deep.equal([]);
    await call(lab, 'DELETE', `/v2.0/lb/vips/${from.vip.id}`);
    for (const { pool } of [from, to]) await call(lab, 'DELETE', `/v2.0/lb/pools/${pool.id}`);
    created.splice(0);
  });

  it('a member whose check fails is soon INACTIVE, and then ACTIVE again', async () => {
    const { members } = await build({ monitors: [{ type: 'TCP', delay: 1, timeout: 1, max_retries: 1 }] });
    const first = members[0]?.id ?? '';
    await eventually(async () => expect(await memberStatus(lab, first)).to.equal('ACTIVE'), {
      withinMs: 20_000,
    });
    await lab.web(1).stop();
    // One second until the next check, two until it is reported, and a margin for a busy machine.
    await eventually(async () => expect(await memberStatus(lab, first)).to.equal('INACTIVE'), {
      withinMs: 8000,
    });
    await lab.web(1).start();
    await eventually(async () => expect(await memberStatus(lab, first)).to.equal('ACTIVE'), {
      withinMs: 20_000,
    });
  });

  it('nothing is left on any host when a pool goes', async () => {
    const balancer = await build();
    await deleteBalancer(lab, balancer);
    created.splice(0);
    await eventually(
      async () => {
        expect(await namespacesOf(balancer.pool.id)).to.deep.equal([]);
        expect(lab.haproxyPids(balancer.pool.id)).to.deep.equal([]);
        for (const { host } of lab.agents) {
          const { stdout } = await lab.exec(host.name, ['sh', '-c', 'ls -R /run/lbaas; ip -br link']);
          expect(stdout).to.not.include(balancer.pool.id);
        }
      },
      { withinMs: 20_000 },
    );
  });
});
