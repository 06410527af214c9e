import { readFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { createBalancer } from './support/balancer.ts';
import { describeOnLab } from './support/describe-on-lab.ts';

describeOnLab('the id of a request', (lab) => {
  /** The lines of a log that carry the id, each as `message` and what it is about. */
  const linesOf = (file: string, id: string): readonly Readonly<Record<string, unknown>>[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`"request_id":"${id}"`))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

  it('is in every line about it, from the API to the host and back', async () => {
    const balancer = await createBalancer(lab);
    const { pool, members } = balancer;
    const path = `/v2.0/lb/members/${members[0]?.id}`;
    const { status, headers } = await lab.api('PUT', path, { member: { weight: 7 } });
    expect(status).to.equal(200);
    const id = String(headers['x-openstack-request-id']);
    await eventually(
      () => {
        const logged = linesOf(lab.server(1).logFile, id);
        expect(logged.map((line) => line['msg'])).to.include.members([
          'request',
          'sent to the agent',
          'report applied',
        ]);
        expect(logged.find((line) => line['msg'] === 'request')).to.include({
          method: 'PUT',
          path,
          status: 200,
        });
        const done = lab.agents.flatMap((agent) => linesOf(agent.logFile, id));
        expect(done.map((line) => line['msg'])).to.include.members(['deploy_device', 'device reached']);
        for (const line of [...logged, ...done]) {
          if (line['msg'] !== 'request') expect(line).to.include({ device: pool.id });
        }
      },
      { withinMs: 60_000 },
    );
  });

  it('is in the lines about what goes away, too', async () => {
    const { pool, vip, members } = await createBalancer(lab);
    for (const gone of [vip, ...members]) {
      const kind = gone === vip ? 'vips' : 'members';
      expect((await lab.api('DELETE', `/v2.0/lb/${kind}/${gone.id}`)).status).to.equal(204);
    }
    const { status, headers } = await lab.api('DELETE', `/v2.0/lb/pools/${pool.id}`);
    expect(status).to.equal(204);
    const id = String(headers['x-openstack-request-id']);
    await eventually(
      () => {
        const logged = linesOf(lab.server(1).logFile, id).map((line) => line['msg']);
        expect(logged).to.include.members(['request', 'sent to the agent', 'removal confirmed']);
        const done = lab.agents.flatMap((agent) => linesOf(agent.logFile, id)).map((line) => line['msg']);
        expect(done).to.include.members(['undeploy_device', 'device removed']);
      },
      { withinMs: 60_000 },
    );
  });
});
