import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { FakeAgent } from './fake-agent.ts';
import { useServerWorld } from './use-server-world.ts';

const WITHIN = { withinMs: 30_000 } as const;

describe('agents that report but do not receive', function () {
  this.timeout(120_000);
  // However long a step takes on a busy machine.
  const world = useServerWorld({ agent_down_after: 300 });

  const shown = async (host: string) => {
    const { body } = await world.request('GET', `/v2.0/agents?host=${host}`);
    const [agent] = body['agents'] as { alive: boolean; configurations: Record<string, unknown> }[];
    const { reporting, receiving } = agent?.configurations ?? {};
    return { alive: agent?.alive, reporting, receiving };
  };
  /** As if the echo had been awaited for longer than an agent may be silent. */
  const letTimePass = (): Promise<unknown> =>
    world.db.query(`UPDATE agents SET echo_at = echo_at - interval '301 s'`);
  const echoed = (agent: FakeAgent, beat: number) =>
    eventually(() => expect(agent.echoes.at(-1)).to.include({ run_id: agent.runId, beat }), WITHIN);

  it('are shown as such, learn of it, and are given devices once they confirm an echo', async () => {
    const agent = await world.registeredAgent('one');
    expect(agent.echoes, 'an agent that is older than echoes').to.deep.equal([]);
    const wellShown = { alive: true, reporting: true, receiving: true };
    expect(await shown('one')).to.deep.equal(wellShown);

    await agent.beat({ echo: { beat: 1, heard: null } });
    await echoed(agent, 1);
    await agent.beat({ echo: { beat: 2, heard: null } });
    await echoed(agent, 2);
    expect(await shown('one'), 'the echo may be on its way').to.deep.equal(wellShown);
    await letTimePass();
    await agent.beat({ echo: { beat: 3, heard: null } });
    await echoed(agent, 3);
    expect(await shown('one')).to.deep.equal({ alive: false, reporting: true, receiving: false });
    expect(await agent.ready()).to.include({ receives: false, complete: true });
    const pool = await world.pool(await world.subnet());
    expect(await world.show(`/lb/pools/${pool.id}`)).to.include({
      status: 'PENDING_CREATE',
      status_description: 'no eligible agent among 1: 1 not receiving',
    });

    await agent.beat({ echo: { beat: 4, heard: 3 } });
    await eventually(async () => expect(await shown('one')).to.deep.equal(wellShown), WITHIN);
    await eventually(async () => {
      expect(await world.show(`/lb/pools/${pool.id}`)).to.include({ status: 'ACTIVE' });
    }, WITHIN);
    expect(await agent.ready()).to.include({ receives: true });
  });

  it('are named by what waits for them', async () => {
    const agent = await world.registeredAgent('one');
    const subnet = await world.subnet();
    const pool = await world.pool(subnet);
    const vip = await world.vip(pool.id, subnet);
    await agent.beat({ echo: { beat: 1, heard: null } });
    await echoed(agent, 1);
    await letTimePass();
    await eventually(async () => {
      await agent.beat({ echo: { beat: 2, heard: null } });
      const { status_description: words } = await world.show(`/lb/vips/${vip.id}`);
      expect(words).to.equal('agent one does not receive what it is sent');
    }, WITHIN);
  });
});
