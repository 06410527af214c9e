import { createInterface } from 'node:readline';
import { eventually } from '@lbaas/common/runtime';
import type { HostProcess } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, call, createBalancer, realised } from '../e2e/support/balancer.ts';
import { curl, vipUrl } from '../e2e/support/client.ts';
import { agentOf } from './support/agent-host.ts';
import { describeOnChaosLab } from './support/chaos-lab.ts';

/** Takes a port as soon as it is free. Prints when it begins to wait, and when it has the port. */
const SQUATTER = `
const [, host, port] = process.argv;
console.log('waiting');
const take = () => require('node:net').createServer().on('error', () => setTimeout(take, 1))
  .listen({ host, port, exclusive: true }, () => console.log('taken'));
take();`;

describeOnChaosLab('HAProxy cannot bind', (lab) => {
  /** A process in the namespace of the balancer that has its port instead of HAProxy. */
  async function squat({ pool, address, port }: Balancer): Promise<HostProcess> {
    const { name } = await agentOf(lab, pool.id);
    const inside = ['ip', 'netns', 'exec', `qlbaas-${pool.id}`];
    const argv = [...inside, process.execPath, '-e', SQUATTER, address, `${port}`];
    const squatter = await lab.spawn(name, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (squatter.stdout === null) throw new Error('the squatter has no output');
    const lines = createInterface({ input: squatter.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).to.equal('waiting');
    let isTaken = false;
    const taken = lines.next().then(({ value }) => {
      isTaken = value === 'taken';
    });
    // The agent may be faster than the squatter; the delay between its later attempts grows.
    await eventually(
      () => {
        if (!isTaken) lab.killHaproxy(pool.id);
        expect(isTaken).to.equal(true);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
    await taken;
    return squatter;
  }

  it('the status says why, and it heals when the port is free', async () => {
    const balancer = await createBalancer(lab);
    const { pool, vip, address } = balancer;
    const neighbour = await createBalancer(lab);
    const squatter = await squat(balancer);
    await eventually(
      async () => {
        const { status, status_description } = await call(lab, 'GET', `/v2.0/lb/vips/${vip.id}`);
        expect(status).to.equal('ERROR');
        expect(status_description).to.match(/cannot bind socket.*Address already in use.*:8080/);
      },
      { withinMs: 60_000 },
    );
    expect((await call(lab, 'GET', `/v2.0/lb/vips/${neighbour.vip.id}`)).status).to.equal('ACTIVE');
    await squatter.kill9();
    await realised(lab, pool.id);
    expect((await curl(lab, vipUrl('http', address, 8080))).status).to.equal(200);
  });
});
