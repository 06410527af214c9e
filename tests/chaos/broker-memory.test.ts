import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { call, createBalancer, list, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { agentOf } from './support/agent-host.ts';
import { describeOnChaosLab, failsOver } from './support/chaos-lab.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };
const NOTHING_TAKEN = 'the message broker takes no messages: it has run out of memory or disk';

/** An alarm of RabbitMQ: it reads nothing any more from those who have sent something, and goes on delivering. */
describeOnChaosLab('the message broker runs out of memory', (lab) => {
  const memory = (...watermark: string[]): Promise<string> =>
    lab.broker.ctl(['set_vm_memory_high_watermark', ...watermark]);

  afterEach(() => memory('0.6'));
  failsOver(lab);

  it('changes say what they wait for, silent agents keep their devices, and all is done when it has room', async () => {
    const { pool, members, address } = await createBalancer(lab);
    const { name } = await agentOf(lab, pool.id);
    const load = await startLoad(lab, vipUrl('http', address, 8080), 4, { pauseMs: 5 });
    await memory('absolute', '1');

    const touched = `/v2.0/lb/members/${members[0]?.id}`;
    await call(lab, 'PUT', touched, { member: { weight: 7 } });
    await eventually(async () => {
      const { status, status_description } = await call(lab, 'GET', touched);
      expect([status, status_description]).to.deep.equal(['PENDING_UPDATE', NOTHING_TAKEN]);
    }, SOON);
    const readiness = await lab.api('GET', '/readyz');
    expect(readiness.status).to.equal(503);
    expect(readiness.body).to.deep.include({ broker: NOTHING_TAKEN });
    await eventually(async () => {
      const agents = await list(lab, '/v2.0/agents');
      expect(agents.map(({ alive }) => alive)).to.deep.equal([false, false]);
    }, SOON);

    await memory('0.6');
    await realised(lab, pool.id);
    expect((await call(lab, 'GET', touched)).status).to.equal('ACTIVE');
    expect((await agentOf(lab, pool.id)).name).to.equal(name);
    const { requests, failures } = await load.stop();
    expect(failures).to.deep.equal([]);
    expect(requests).to.be.greaterThan(100);
  });
});
