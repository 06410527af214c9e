import { eventually } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, createBalancer, labSubnets, list } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { agentOf, configurationOf } from './support/agent-host.ts';
import { PATIENT_MONITOR, describeOnChaosLab } from './support/chaos-lab.ts';
import { type HostileRequest, hostileRequests } from './support/hostile-requests.ts';

const AT_ONCE = 8;
const CUT: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET']);

describeOnChaosLab('a burst of hostile requests', (lab) => {
  async function everything({ pool }: Balancer): Promise<string> {
    const kinds = ['pools', 'vips', 'members', 'health_monitors'];
    const objects = await Promise.all(kinds.map((kind) => list(lab, `/v2.0/lb/${kind}`)));
    const configuration = configurationOf(await agentOf(lab, pool.id), pool.id);
    return JSON.stringify({ objects, configuration, pids: lab.haproxyPids(pool.id) }, undefined, 1);
  }

  /** On a busy machine a start may have another process for a moment, and a heartbeat be late. */
  const undisturbed = (balancer: Balancer): Promise<string> =>
    eventually(
      async () => {
        const found = await everything(balancer);
        expect(lab.haproxyPids(balancer.pool.id)).to.have.lengthOf(1);
        expect(found).to.not.match(/"status_description": "[^"]/);
        return found;
      },
      { withinMs: 60_000 },
    );

  async function refused(request: HostileRequest): Promise<void> {
    const { method, path, body, headers, oversized = false } = request;
    const what = `${method} ${path} ${JSON.stringify(body ?? '').slice(0, 200)}`;
    const answer = await lab.api(method, path, body, headers).catch((error: NodeJS.ErrnoException) => {
      if (!oversized || !CUT.has(error.code)) throw error;
      return { status: 413, body: undefined };
    });
    expect(answer.status, `${what}: ${JSON.stringify(answer.body)}`).to.be.within(400, 499);
  }

  it('is refused one by one and changes nothing that runs', async () => {
    const vip = { session_persistence: { type: 'HTTP_COOKIE' } };
    const balancer = await createBalancer(lab, { vip, monitors: [PATIENT_MONITOR] });
    const load = await startLoad(lab, vipUrl('http', balancer.address, 8080), 3, { pauseMs: 5 });
    const before = await undisturbed(balancer);

    const burst = hostileRequests(balancer, (await labSubnets(lab))[4]);
    const work = async (): Promise<void> => {
      for (let next = burst.pop(); next !== undefined; next = burst.pop()) await refused(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    // Checks may be late while the burst keeps the machine busy; what the burst had changed would stay.
    await eventually(async () => expect(await everything(balancer)).to.equal(before), {
      withinMs: 60_000,
    });
    const { requests, failures } = await load.stop();
    expect(failures).to.deep.equal([]);
    expect(requests).to.be.greaterThan(20);
  });
});
