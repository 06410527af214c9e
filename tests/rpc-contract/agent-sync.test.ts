import { randomUUID } from 'node:crypto';
import { RpcError } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device, member, monitor, pool } from '@lbaas/agent/testing';
import { AGENT_HOST, placed } from './agent-world.ts';
import { BrokerSwitch } from './broker-switch.ts';
import { useAgentWorld } from './use-agent-world.ts';

describe('agent, full sync and reports', () => {
  const world = useAgentWorld();
  const ids = [randomUUID(), randomUUID(), randomUUID()].sort() as [string, string, string];

  const known = (): string[] => world.store.ids().sort();
  const wants = (...wanted: string[]): void => {
    world.devices.clear();
    for (const id of wanted) world.devices.set(id, device({ deviceId: id }));
  };
  const restart = async (): Promise<void> => {
    await world.stopAgent();
    await world.startAgent();
  };

  it('introduces itself at once, then asks for the list and fetches what it does not know', async () => {
    wants(...ids);
    await world.agentReady();
    expect(world.beats[0]).to.include({ host: AGENT_HOST, binary: 'neutron-lbaas-agent' });
    expect(world.beats[0]?.device_drivers).to.deep.equal(['haproxy_ns']);
    for (const id of ids) await world.status({ device_id: id, outcome: 'done', how: 'start' });
    await eventually(() => expect(world.beats.at(-1)?.devices).to.equal(3), { withinMs: 30_000 });
  });

  it('reads a list of many pages', async () => {
    wants(...ids);
    world.answerPage = async ({ after }) => {
      const next = ids.find((id) => id > (after ?? ''));
      const devices = next === undefined ? [] : [placed(device({ deviceId: next }))];
      return { devices, complete: next === ids[2], admin_state_up: true };
    };
    await world.agentReady();
    expect(world.pages).to.equal(3);
    expect(known()).to.deep.equal(ids);
  });

  it('removes what a complete list does not name, and only that', async () => {
    wants(...ids);
    await world.agentReady();
    for (const id of ids) await world.status({ device_id: id, outcome: 'done' });
    wants(ids[0]);
    await restart();
    for (const id of ids.slice(1)) await world.status({ device_id: id, outcome: 'removed' });
    await eventually(async () => expect(await world.devicesOnHost()).to.deep.equal([ids[0]]), {
      withinMs: 30_000,
    });
  });

  it('removes nothing after a list that breaks off', async () => {
    wants(...ids);
    await world.agentReady();
    for (const id of ids) await world.status({ device_id: id, outcome: 'done' });
    let refusals = 0;
    world.answerPage = async ({ after }) => {
      if (after === null)
        return { devices: [placed(device({ deviceId: ids[0] }))], complete: false, admin_state_up: true };
      refusals += 1;
      throw new RpcError('handler_failed', 'the database is away');
    };
    await restart();
    await eventually(() => expect(refusals).to.be.greaterThan(2), { withinMs: 30_000 });
    expect(known()).to.deep.equal(ids);
    expect(await world.devicesOnHost()).to.deep.equal(ids);
    expect(world.statuses.filter((status) => status.outcome === 'removed')).to.deep.equal([]);
  });

  it('removes nothing while no server answers, and nothing that nobody owns either', async () => {
    wants(ids[0]);
    await world.agentReady();
    await world.status({ device_id: ids[0], outcome: 'done' });
    world.answerPage = () => Promise.reject(new RpcError('not_found', 'agent agent-1 has not reported yet'));
    await restart();
    await eventually(() => expect(world.pages).to.be.greaterThan(2), { withinMs: 30_000 });
    expect(await world.devicesOnHost()).to.deep.equal([ids[0]]);
  });

  it('keeps a device that is deployed while the list is read', async () => {
    await world.agentReady();
    world.answerPage = async () => {
      await world.deploy(device({ deviceId: ids[1] }));
      await world.inspect(ids[1]);
      return { devices: [], complete: true, admin_state_up: true };
    };
    await world.tellAdminState(true);
    await eventually(() => expect(world.store.get(ids[1])?.wanted).to.equal('present'), { withinMs: 30_000 });
    await world.synced(2);
    expect(world.store.get(ids[1])?.wanted).to.equal('present');
  });

  it('does not take the empty list of a disabled agent for an order to forget', async () => {
    wants(...ids);
    await world.agentReady();
    for (const id of ids) await world.status({ device_id: id, outcome: 'done' });
    world.adminStateUp = false;
    await restart();
    for (const id of ids) await world.status({ device_id: id, outcome: 'removed' });
    expect(known()).to.deep.equal(ids);
  });

  it('adopts and heals its devices without a broker, and reports when it is back', async () => {
    const way = await BrokerSwitch.open(world.rpc.url);
    wants(ids[0]);
    await world.startAgent(way.url);
    await world.status({ device_id: ids[0], outcome: 'done' });
    await world.stopAgent();
    way.cut();
    world.driver.crash(ids[0]);
    const before = world.statuses.length;
    await world.startAgent(way.url);
    await eventually(
      async () => expect(await world.driver.observe(ids[0])).to.have.property('running', true),
      { withinMs: 30_000 },
    );
    way.mend();
    await eventually(
      () => expect(world.statuses.slice(before)[0]).to.include({ outcome: 'done', how: 'start' }),
      { withinMs: 30_000 },
    );
    await world.stopAgent();
    way.close();
  });

  it('syncs again after every reconnect', async () => {
    const way = await BrokerSwitch.open(world.rpc.url);
    await world.startAgent(way.url);
    await world.synced(1);
    way.cut();
    way.mend();
    await world.synced(2);
    await world.stopAgent();
    way.close();
  });

  it('tells the health of members at each transition, all of it after a deployment, and totals', async () => {
    const [up, down] = [member(1), member(2)];
    const report = (memberId: string, health: 'up' | 'down') => ({
      memberId,
      poolId: pool().id,
      health,
      check: 'L7OK/200 in 1ms',
    });
    world.driver.healthReports = [report(up.id, 'up'), report(down.id, 'up')];
    world.driver.totals = [
      { poolId: pool().id, bytesIn: 1, bytesOut: 2, activeConnections: 3, totalConnections: 4 },
    ];
    world.devices.set(ids[0], device({ deviceId: ids[0], pools: [pool({ health_monitors: [monitor(1)] })] }));
    await world.agentReady();
    await eventually(() => expect(world.members).to.have.length(1), { withinMs: 30_000 });
    expect(world.members[0]?.members).to.have.length(2);
    const totals = { bytes_in: 1, bytes_out: 2, active_connections: 3, total_connections: 4 };
    await eventually(() => expect(world.stats[0]?.pools).to.deep.equal([{ pool_id: pool().id, ...totals }]), {
      withinMs: 30_000,
    });
    world.driver.healthReports = [report(up.id, 'up'), report(down.id, 'down')];
    await eventually(() => expect(world.members).to.have.length(2), { withinMs: 30_000 });
    expect(world.members[1]?.members.map(({ member_id, health }) => [member_id, health])).to.deep.equal([
      [down.id, 'down'],
    ]);
    await world.deploy(
      device({ deviceId: ids[0], generation: 2, pools: [pool({ health_monitors: [monitor(1)] })] }),
    );
    await eventually(() => expect(world.members.at(-1)?.members).to.have.length(2), { withinMs: 30_000 });
  });
});
