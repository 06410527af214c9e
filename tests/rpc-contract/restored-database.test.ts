import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { eventually } from '@lbaas/common/runtime';
import { bundled } from '@lbaas/common/testing';
import { expect } from 'chai';
import type { FakeAgent } from './fake-agent.ts';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const SOON = { withinMs: 20_000 };

describe('servers whose database was restored', function () {
  this.timeout(60_000);
  const world = useServerWorld();
  let agent: FakeAgent;
  let pool: Thing;

  beforeEach(async () => {
    agent = await world.registeredAgent('host-1');
    pool = await world.sentPool(await world.subnet());
    await eventually(() => expect(agent.deployed).to.have.length(1), SOON);
  });

  const history = async (): Promise<string | undefined> => (await agent.ready()).history_id;
  const observed = async (): Promise<number | undefined> => {
    const [row] = await world.db.query<{ observed: number }>(
      'SELECT observed_generation AS observed FROM placements',
    );
    return row?.observed;
  };
  const restored = async (): Promise<void> => {
    const main = await bundled(new URL('../../packages/server/src/main.ts', import.meta.url));
    const env = { PATH: process.env['PATH'], LBAAS_DATABASE_URL: world.db.url, LBAAS_AMQP_URL: world.url };
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--restored'], { env });
    expect(stdout).to.contain('the database counts as restored');
  };
  const beatUntil = (done: () => void): Promise<void> =>
    eventually(
      async () => {
        await agent.beat({ echo: { beat: 1, heard: null } });
        done();
      },
      { ...SOON, everyMs: 100 },
    );

  it('name the same history everywhere, and another one once an administrator has said so', async () => {
    const before = await history();
    expect(before).to.match(/^[0-9a-f-]{36}$/);
    expect(agent.deployed[0]?.history_id).to.equal(before);
    await beatUntil(() => expect(agent.echoes.at(-1)?.history_id).to.equal(before));
    await world.restart();
    expect(await history()).to.equal(before);
    await restored();
    const after = await history();
    expect(after)
      .to.match(/^[0-9a-f-]{36}$/)
      .and.not.to.equal(before);
    await beatUntil(() => expect(agent.echoes.at(-1)?.history_id).to.equal(after));
  });

  it('overlook reports of an agent that does not know that yet, of numbers that are ahead above all', async () => {
    const [device] = agent.deployed;
    const about = { device_id: pool.id, epoch: device?.epoch ?? 0 };
    await agent.report(about, { generation: 99, history_id: randomUUID() });
    await agent.report(about, { generation: device?.generation ?? 0, history_id: (await history()) ?? '' });
    await eventually(async () => expect(await observed()).to.equal(device?.generation), SOON);
    expect(agent.deployed.every(({ generation }) => generation < 99)).to.equal(true);
  });

  it('only hint to a host that reports what it does not hold', async () => {
    await agent.report({ device_id: randomUUID(), epoch: 1 }, { generation: 1 });
    await eventually(() => expect(agent.undeployed).to.have.length(1), SOON);
    expect(agent.undeployed[0]).to.include({ stray: true });
  });

  it('show what agents keep, and pass on what an administrator decides', async () => {
    const device_id = randomUUID();
    const kept = { device_id, kind: 'load_balancer', epoch: 1, generation: 3, why: 'unknown' } as const;
    await agent.beat({ kept_devices: [{ ...kept, name: 'shop', addresses: ['10.0.0.9'] }] });
    const list = async (): Promise<Thing[]> =>
      (await world.show('/agents/kept-devices')) as unknown as Thing[];
    await eventually(async () => expect(await list()).to.have.length(1), SOON);
    const [shown] = await list();
    expect(shown).to.deep.include({ ...kept, name: 'shop', host: 'host-1', placed_on: null });
    const path = `/agents/${String(shown?.['agent_id'])}/kept-devices`;
    expect(await world.request('DELETE', `/v2.0${path}/${randomUUID()}`)).to.include({
      status: 404,
      type: 'KeptDeviceNotFound',
    });
    expect(await world.request('DELETE', `/v2.0${path}/${device_id}`)).to.include({ status: 204 });
    await eventually(() => expect(agent.released).to.deep.equal([device_id]), SOON);
    await agent.beat();
    await eventually(async () => expect(await list()).to.deep.equal([]), SOON);
    expect(world.log.map(({ msg }) => msg)).to.include(
      'the agent keeps nothing against the database any more',
    );
  });
});
