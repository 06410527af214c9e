import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { call, createBalancer } from './support/balancer.ts';
import { describeOnLab } from './support/describe-on-lab.ts';

describeOnLab('explain', (lab) => {
  it('shows what HAProxy runs with, and why', async () => {
    const balancer = await createBalancer(lab, { monitors: [{ type: 'TCP' }] });
    const { pool, members } = balancer;
    await eventually(
      async () => {
        const explained = await call(lab, 'GET', `/v2.0/lb/pools/${pool.id}/explain`);
        const health = explained['members'] as readonly {
          health: string;
          check: string | null;
          changed_at: string | null;
        }[];
        expect(health.map((member) => member.health)).to.deep.equal(['up', 'up']);
        for (const { check } of health) expect(check).to.match(/^L4OK in \d+ms$/);
        expect(health[0]?.changed_at).to.be.a('string');
        expect(explained['agent']).to.deep.include({ reachable: true, reason: null });
        const { device } = explained['agent'] as { device: Readonly<Record<string, unknown>> };
        const { generation } = explained['device'] as { generation: number };
        expect(device).to.include({ running: true, observed_generation: generation, last_error: null });
        expect(device['haproxy_cfg']).to.include(`server ${members[0]?.id} 10.0.0.11:8080`);
        expect(device['starts']).to.be.greaterThan(0);
        expect(explained['placement']).to.include({ outcome: 'done', observed_generation: generation });
      },
      { withinMs: 60_000 },
    );
  });

  it('says beforehand what a change then does', async () => {
    const { pool, members } = await createBalancer(lab);
    const path = `/v2.0/lb/members/${members[0]?.id}`;
    const dry = await call(lab, 'PUT', `${path}?dry_run=true`, { member: { weight: 9 } });
    const [foretold] = dry['devices'] as readonly Foretold[];
    expect(foretold).to.include({ effect: 'runtime', reason: null, refusal: null });
    const before = await configurationOf(pool.id);
    expect(foretold?.files[0]).to.include({ before: before.files[0]?.text });
    const changed = await call(lab, 'PUT', path, { member: { weight: 9 } });
    expect(dry['object']).to.deep.equal(changed);
    await eventually(
      async () => {
        const { files, last_plan } = await configurationOf(pool.id);
        expect(last_plan).to.deep.equal(foretold?.plan.map(({ step, reason }) => ({ step, reason })));
        expect(files[0]?.text).to.equal(foretold?.files[0]?.after);
      },
      { withinMs: 60_000 },
    );
  });

  const configurationOf = async (poolId: string): Promise<Configuration> =>
    (await call(lab, 'GET', `/v2.0/lb/pools/${poolId}/configuration`))['device'] as Configuration;
});

interface Foretold {
  readonly files: readonly { readonly before: string; readonly after: string }[];
  readonly plan: readonly { readonly step: string; readonly reason: string | null }[];
}

interface Configuration {
  readonly files: readonly { readonly text: string }[];
  readonly last_plan: readonly unknown[];
}
