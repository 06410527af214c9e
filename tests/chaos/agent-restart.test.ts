import { eventually } from '@lbaas/common/runtime';
import { type LabAgent, startDownload, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, call, createBalancer, list, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { agentOf } from './support/agent-host.ts';
import { PATIENT_MONITOR, describeOnChaosLab } from './support/chaos-lab.ts';
import { StatusWatch } from './support/status-watch.ts';

const BYTES = 60_000_000;

describeOnChaosLab('the agent is restarted', (lab) => {
  const startedAt = async ({ name }: LabAgent): Promise<unknown> =>
    (await list(lab, '/v2.0/agents')).find((agent) => agent['host'] === name)?.['started_at'];

  /** Ends and starts it, until the server has heard of the one that runs now. */
  async function restart(agent: LabAgent, how: 'kill9' | 'stop'): Promise<void> {
    const before = await startedAt(agent);
    await agent[how]();
    await agent.start();
    await eventually(async () => expect(await startedAt(agent)).to.not.equal(before), {
      withinMs: 60_000,
    });
  }

  async function serves({ address }: Balancer, withinMs: number): Promise<void> {
    const url = vipUrl('http', address, 8080);
    await eventually(async () => expect((await curl(lab, url)).status).to.equal(200), { withinMs });
  }

  for (const how of ['kill9', 'stop'] as const) {
    it(`by ${how === 'stop' ? 'SIGTERM' : 'SIGKILL'}: HAProxy goes on as it is, and no request fails`, async () => {
      const balancer = await createBalancer(lab, { monitors: [PATIENT_MONITOR] });
      const { pool, vip, members } = balancer;
      const url = vipUrl('http', balancer.address, 8080);
      const agent = await agentOf(lab, pool.id);
      const pids = lab.haproxyPids(pool.id);
      expect(pids).to.have.lengthOf(1);
      const kept = await startLoad(lab, url, 3, { pauseMs: 5 });
      const fresh = await startLoad(lab, url, 3, { pauseMs: 5, keepAlive: false });
      const download = await startDownload(lab, `${url}bytes/${BYTES}`);
      const watch = new StatusWatch(lab, `/v2.0/lb/vips/${vip.id}`);

      await restart(agent, how);
      expect(await watch.stop()).to.deep.equal(['ACTIVE']);
      await call(lab, 'PUT', `/v2.0/lb/members/${members[0]?.id}`, { member: { weight: 5 } });
      await realised(lab, pool.id);

      expect(lab.haproxyPids(pool.id)).to.deep.equal(pids);
      for (const load of [kept, fresh]) {
        const { requests, failures } = await load.stop();
        expect(failures).to.deep.equal([]);
        expect(requests).to.be.greaterThan(50);
      }
      expect(await download.stop()).to.deep.equal({ bytes: BYTES, complete: true });
    });
  }

  it('with server and broker away: it adopts what runs, and starts what died, alone', async () => {
    const [kept, died] = [await createBalancer(lab), await createBalancer(lab)];
    const load = await startLoad(lab, vipUrl('http', kept.address, 8080), 3, { pauseMs: 5 });
    const pids = lab.haproxyPids(kept.pool.id);
    await Promise.all([lab.server(1).kill9(), lab.broker.kill9()]);
    await Promise.all(lab.agents.map((agent) => agent.kill9()));
    lab.killHaproxy(died.pool.id);
    expect((await curl(lab, vipUrl('http', died.address, 8080))).status).to.equal(0);

    await Promise.all(lab.agents.map((agent) => agent.start()));
    await serves(died, 20_000);
    lab.killHaproxy(died.pool.id);
    await serves(died, 20_000);
    expect(lab.haproxyPids(kept.pool.id)).to.deep.equal(pids);

    await Promise.all([lab.broker.start(), lab.server(1).start()]);
    await realised(lab, kept.pool.id);
    await realised(lab, died.pool.id);
    expect(lab.haproxyPids(kept.pool.id)).to.deep.equal(pids);
    expect((await load.stop()).failures).to.deep.equal([]);
  });

  it('a second one on the same host does not start', async () => {
    const agent = lab.agent(1);
    const second = await agent.startAnother();
    expect(await second.ended).to.equal(1);
    expect(agent.running).to.equal(true);
  });
});
