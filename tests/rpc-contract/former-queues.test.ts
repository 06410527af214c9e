import { topology } from '@lbaas/common/amqp';
import { eventually } from '@lbaas/common/runtime';
import { RpcWorld } from '@lbaas/common/testing';
import { expect } from 'chai';
import type { Thing } from './server-world.ts';
import { useServerWorld } from './use-server-world.ts';

const WITHIN = { withinMs: 30_000 } as const;

describe('the queues of deleted agents', function () {
  this.timeout(120_000);
  const world = useServerWorld();
  let broker: RpcWorld;

  beforeEach(async () => {
    broker = await RpcWorld.open();
  });
  afterEach(() => broker.close());

  const remove = async (host: string): Promise<void> => {
    const { body } = await world.request('GET', `/v2.0/agents?host=${host}`);
    const [agent] = body['agents'] as readonly Thing[];
    await world.remove(`/agents/${agent?.id}`);
  };

  it('are removed with what is left in them, and no other queue is', async () => {
    const names = topology(world.prefix);
    const [gone, stays, lives] = ['gone', 'stays', 'lives'].map((host) => names.agentQueue(host)) as [
      string,
      string,
      string,
    ];
    const foreign = `${gone}.of.somebody.else`;
    for (const host of ['gone', 'stays']) await (await world.registeredAgent(host)).stop();
    const living = await world.registeredAgent('lives');
    const channel = await broker.channel();
    await channel.assertQueue(foreign, { durable: true });
    channel.sendToQueue(gone, Buffer.from('left'));
    await channel.waitForConfirms();

    await remove('gone');
    await remove('lives');
    await eventually(async () => expect(await broker.hasQueue(gone)).to.equal(false), WITHIN);
    for (const queue of [stays, lives, foreign]) expect(await broker.hasQueue(queue), queue).to.equal(true);
    // It lives, and so it is known again by its next heartbeat.
    await living.beat();
    await eventually(async () => {
      expect(await world.db.query('SELECT host FROM former_hosts')).to.deep.equal([]);
    }, WITHIN);
    expect(await broker.hasQueue(lives)).to.equal(true);
    await channel.deleteQueue(foreign);
  });
});
