import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, call, createBalancer, deleteBalancer, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { agentOf, belongingsOf } from './support/agent-host.ts';
import { chaosLab } from './support/chaos-lab.ts';

describe('HAProxy does not answer', function () {
  this.timeout(90_000);
  const theLab = chaosLab();
  let frozen: number[] = [];

  afterEach(() => {
    thaw();
  });

  function freeze(lab: Lab, { pool }: Balancer): void {
    frozen = lab.haproxyPids(pool.id);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  }

  function thaw(): void {
    for (const pid of frozen.splice(0)) process.kill(pid, 'SIGCONT');
  }

  async function pairOnOneHost(lab: Lab): Promise<[Balancer, Balancer]> {
    const first = await createBalancer(lab);
    const { name } = await agentOf(lab, first.pool.id);
    for (;;) {
      const second = await createBalancer(lab);
      if ((await agentOf(lab, second.pool.id)).name === name) return [first, second];
      await deleteBalancer(lab, second);
    }
  }

  const reweigh = ({ members }: Balancer, weight: number): Promise<unknown> =>
    call(theLab(), 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight } });

  it('its neighbours are worked on as ever; it catches up when it answers', async () => {
    const lab = theLab();
    const [stuck, neighbour] = await pairOnOneHost(lab);
    freeze(lab, stuck);
    await reweigh(stuck, 7);
    for (let weight = 2; weight < 6; weight++) {
      await reweigh(neighbour, weight);
      await realised(lab, neighbour.pool.id, 3000);
    }
    expect((await call(lab, 'GET', `/v2.0/lb/members/${stuck.members[0]?.id}`)).status).to.equal(
      'PENDING_UPDATE',
    );
    thaw();
    await realised(lab, stuck.pool.id, 40_000);
    expect((await curl(lab, vipUrl('http', stuck.address, 8080))).status).to.equal(200);
  });

  it('it can be deleted all the same', async () => {
    const lab = theLab();
    const stuck = await createBalancer(lab);
    const agent = await agentOf(lab, stuck.pool.id);
    freeze(lab, stuck);
    await deleteBalancer(lab, stuck);
    await eventually(
      async () => {
        const { namespaces, haproxies } = await belongingsOf(lab, agent);
        expect([namespaces, haproxies]).to.deep.equal([[], []]);
      },
      { withinMs: 30_000, everyMs: 100 },
    );
    frozen = [];
  });
});
