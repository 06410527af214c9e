import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { silence } from '../support/silence.ts';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const SOON = { withinMs: 30_000 };
const DOWN_AFTER_S = 4;

describe('a host name and its installation', function () {
  this.timeout(30_000);
  const world = useServerWorld({ agent_down_after: DOWN_AFTER_S });
  let agent: FakeAgent;
  let foreign: FakeAgent;
  let pool: Thing;
  let beating: NodeJS.Timeout | undefined;

  beforeEach(async () => {
    agent = await world.registeredAgent('host-1');
    keepBeating(agent);
    pool = await world.sentPool(await world.subnet());
    await eventually(() => expect(agent.deployed).to.have.length(1), SOON);
    await agent.report(device(), { generation: 1 });
    await eventually(async () => expect(await observed()).to.equal(1), SOON);
    foreign = await world.agent('host-1');
  });
  afterEach(() => clearInterval(beating));

  const device = (epoch = 1) => ({ device_id: pool.id, epoch });
  const placement = async () => {
    const [row] = await world.db.query<{ observed: number; epoch: number; error: string | null }>(
      'SELECT observed_generation AS observed, epoch, error FROM placements',
    );
    return row;
  };
  const observed = async (): Promise<number | undefined> => (await placement())?.observed;
  const configurations = async (): Promise<Record<string, unknown>> => {
    const [row] = (await world.show('/agents')) as unknown as { configurations: Record<string, unknown> }[];
    return row?.configurations ?? {};
  };
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no error',
      (error: { code: string }) => error.code,
    );
  const keepBeating = (...agents: FakeAgent[]): void => {
    clearInterval(beating);
    // The last one may be in flight when the agents stop, and then fails.
    const beat = (one: FakeAgent): void => void one.beat().catch(() => undefined);
    beating = setInterval(() => agents.forEach(beat), 200);
  };
  const isInConflict = (): Promise<unknown> =>
    eventually(async () => expect((await configurations())['conflict']).to.equal(true), SOON);

  it('is refused to another one while the first is alive: calls, reports, heartbeats', async () => {
    keepBeating(agent, foreign);
    await isInConflict();
    expect(await codeOf(foreign.ready())).to.equal('foreign_installation');
    expect(await codeOf(foreign.logicalDevice(pool.id))).to.equal('foreign_installation');
    const lie = { generation: 1, observed_generation: 0, outcome: 'failed', error: 'a lie' } as const;
    await foreign.report(device(), lie);
    await foreign.report({ device_id: randomUUID(), epoch: 1 }, { generation: 1 });
    const members = { members: [{ member_id: randomUUID(), pool_id: pool.id, health: 'up', check: null }] };
    await foreign.reportMembers({ ...device(), at: foreign.tick(), ...members } as never);
    await agent.report(device(), { generation: 1, how: 'noop' });
    const how = (): Promise<object[]> => world.db.query('SELECT how FROM placements');
    await eventually(async () => expect(await how()).to.deep.equal([{ how: 'noop' }]), SOON);
    expect(await configurations()).to.include({ installation_id: agent.installationId });
    expect(await placement()).to.deep.equal({ observed: 1, epoch: 1, error: null });
    expect([agent, foreign].flatMap(({ undeployed }) => undeployed)).to.deep.equal([]);
    expect((await agent.ready()).devices).to.have.length(1);
    const refusals = world.log.filter(({ msg }) => msg.startsWith('refused an agent'));
    expect(refusals).to.have.length(1);
  });

  it('tells the refused one over the queue, which it may still consume', async () => {
    keepBeating(agent, foreign);
    // The broker delivers the messages to whichever of the two consumed first.
    await eventually(() => expect(agent.refused).to.include(foreign.installationId), SOON);
  });

  it('goes to another one that asks while the first is silent, with what is placed there', async () => {
    keepBeating(foreign);
    await silence(world.db, 3600);
    await eventually(async () => expect(await codeOf(foreign.ready())).to.equal('not_found'), SOON);
    await eventually(
      async () => expect(await configurations()).to.include({ installation_id: foreign.installationId }),
      SOON,
    );
    const { devices } = await foreign.ready();
    expect(devices).to.deep.include({
      ...device(2),
      kind: 'load_balancer',
      driver: 'haproxy_ns',
      generation: 1,
    });
    expect(await placement()).to.deep.equal({ observed: 0, epoch: 2, error: null });
    expect(await codeOf(agent.ready())).to.equal('foreign_installation');
    await agent.report(device(), { generation: 1 });
    await foreign.report(device(2), { generation: 1 });
    await eventually(async () => expect(await observed()).to.equal(1), SOON);
    await agent.beat();
    await isInConflict();
  });

  it('stays with the first one that says a word before its time is up, as after an outage', async () => {
    keepBeating();
    await silence(world.db, 3600);
    await foreign.beat();
    keepBeating(agent, foreign);
    await isInConflict();
    expect(await configurations()).to.include({ installation_id: agent.installationId });
  });

  it('is that of a restarted process of the same installation at once', async () => {
    await agent.beat({ run_id: randomUUID(), started_at: new Date().toISOString() });
    expect((await agent.ready()).devices).to.have.length(1);
    expect(await placement()).to.deep.equal({ observed: 1, epoch: 1, error: null });
  });
});
