import { randomUUID } from 'node:crypto';
import { RpcError } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device } from '@lbaas/agent/testing';
import { AGENT_HOST } from './agent-world.ts';
import { RawPeer } from './raw-peer.ts';
import { useAgentWorld } from './use-agent-world.ts';

const SOON = { withinMs: 30_000 };

describe('agent, refused', () => {
  const world = useAgentWorld();
  let id: string;
  let peer: RawPeer;

  beforeEach(async () => {
    peer = await RawPeer.open(world.rpc);
    id = randomUUID();
    world.devices.set(id, device({ deviceId: id }));
  });

  const refuse = (): void => {
    world.answerPage = async () => {
      throw new RpcError('foreign_installation', 'another installation holds the name');
    };
  };
  const allow = (): void => {
    world.answerPage = undefined;
  };
  const refusals = (): number =>
    world.rpc.log.filter(({ msg }) => msg.startsWith('refused: this agent serves nothing')).length;
  const isRefused = (): Promise<unknown> => eventually(() => expect(refusals()).to.equal(1), SOON);
  const isGone = (): Promise<unknown> =>
    eventually(async () => expect(await world.devicesOnHost()).to.deep.equal([]), SOON);
  const waiting = (): Promise<number> => world.rpc.count(world.rpc.names.agentQueue(AGENT_HOST));

  /** A message that a server sends to the queue. */
  function sendRefusal(installation_id: string): void {
    const args = { installation_id };
    const envelope = { version: 1, method: 'agent_refused', sent_at: new Date().toISOString(), args };
    const body = JSON.stringify({ ...envelope, trace: { request_id: null } });
    peer.cast(world.rpc.names.agentKey(AGENT_HOST), Buffer.from(body));
  }

  it('at its first start runs nothing, and takes nothing from the queue of the name', async () => {
    refuse();
    await world.startAgent();
    await isRefused();
    await world.deploy(device({ deviceId: id }));
    await eventually(() => expect(world.pages).to.be.greaterThan(3), SOON);
    expect(await waiting()).to.equal(1);
    expect(world.driver.steps).to.deep.equal([]);
    expect(refusals()).to.equal(1);
    allow();
    await world.status({ device_id: id, outcome: 'done', how: 'start' });
    await eventually(async () => expect(await waiting()).to.equal(0), SOON);
  });

  it('takes down what it runs, gives the queue up, and is back when the name is free', async () => {
    await world.agentReady();
    await world.status({ device_id: id, outcome: 'done' });
    refuse();
    sendRefusal(world.beats[0]?.installation_id ?? '');
    await isRefused();
    await isGone();
    await world.undeploy(id, 1);
    await eventually(() => expect(world.pages).to.be.greaterThan(3), SOON);
    expect(await waiting()).to.equal(1);
    allow();
    // The device that waited is reported as removed for good.
    await world.status({ device_id: id, outcome: 'removed', epoch: 1 });
    world.devices.set(id, device({ deviceId: id, epoch: 2 }));
    await world.deploy(device({ deviceId: id, epoch: 2 }));
    await world.status({ device_id: id, outcome: 'done', epoch: 2 });
  });

  it('runs nothing after a restart either, with or without a server, before it is accepted', async () => {
    await world.agentReady();
    await world.status({ device_id: id, outcome: 'done' });
    refuse();
    sendRefusal(world.beats[0]?.installation_id ?? '');
    await isGone();
    await world.stopAgent();
    const before = world.driver.steps.length;
    await world.startAgent();
    const pages = world.pages;
    await eventually(() => expect(world.pages).to.be.greaterThan(pages + 2), SOON);
    expect(world.driver.steps.slice(before)).to.deep.equal([]);
    allow();
    await world.status({ device_id: id, outcome: 'done' });
    await eventually(async () => expect(await world.devicesOnHost()).to.deep.equal([id]), SOON);
  });

  it('overlooks that another installation is refused, and asks when it is itself', async () => {
    await world.agentReady();
    await world.status({ device_id: id, outcome: 'done' });
    sendRefusal(randomUUID());
    await world.inspect(id);
    expect(world.pages).to.equal(1);
    sendRefusal(world.beats[0]?.installation_id ?? '');
    await world.synced(2);
    expect(refusals()).to.equal(0);
    expect(world.driver.steps).to.deep.equal(['start 1']);
  });

  it('says in every message which installation it is', async () => {
    await world.agentReady();
    const { installation_id } = await world.status({ device_id: id, outcome: 'done' });
    expect(installation_id).to.be.a('string');
    const others = [...world.beats, ...world.listings].map((message) => message.installation_id);
    expect([...new Set(others)]).to.deep.equal([installation_id]);
  });
});
