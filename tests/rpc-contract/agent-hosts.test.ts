import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { useServerWorld } from './use-server-world.ts';

const WITHIN = { withinMs: 30_000 } as const;

describe('what an agent says of its host', function () {
  this.timeout(120_000);
  const world = useServerWorld();

  const shown = async (): Promise<Record<string, unknown>> => {
    const { body } = await world.request('GET', '/v2.0/agents?host=one');
    const [agent] = body['agents'] as { configurations: Record<string, unknown> }[];
    return agent?.configurations ?? {};
  };

  it('is shown: the programs that serve its devices', async () => {
    const agent = await world.registeredAgent('one');
    expect(await shown()).to.include({ programs: null });
    const programs = [{ name: 'HAProxy', version: '3.0.11-1+deb13u4', others: 3 }];
    await agent.beat({ programs });
    await eventually(async () => expect((await shown())['programs']).to.deep.equal(programs), WITHIN);
  });

  it('is shown: how far its clock is off, and what to do when that misleads', async () => {
    const agent = await world.registeredAgent('one');
    expect(await shown()).to.include({ clock_ahead_seconds: null, clock: null });
    const advice = 'let both follow one time server (timedatectl, chronyc tracking)';
    for (const [clock_ahead_seconds, clock] of [
      [-0.2, null],
      [300.1, `the clock of this host is 300.1 s ahead of that of the servers: ${advice}`],
      [-7200, `the clock of this host is 7200.0 s behind that of the servers: ${advice}`],
    ] as const) {
      await agent.beat({ clock_ahead_seconds });
      await eventually(async () => expect(await shown()).to.include({ clock_ahead_seconds, clock }), WITHIN);
    }
  });

  it('can be compared with the time that the echo of its heartbeat brings', async () => {
    const agent = await world.registeredAgent('one');
    const before = Date.now();
    await agent.beat({ echo: { beat: 1, heard: null } });
    const now = await eventually(() => {
      const time = Date.parse(agent.echoes.at(-1)?.now ?? '');
      expect(time).to.be.above(0);
      return time;
    }, WITHIN);
    // The database of the tests has the clock of this machine.
    expect(now).to.be.within(before - 1000, Date.now() + 1000);
  });
});
