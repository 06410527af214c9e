import { randomUUID } from 'node:crypto';
import type { ConfirmChannel } from '@lbaas/common/amqp';
import { eventually } from '@lbaas/common/runtime';
import { device } from '@lbaas/agent/testing';
import { expect } from 'chai';
import { AGENT_HOST, type AgentWorld } from './agent-world.ts';
import { useAgentWorld } from './use-agent-world.ts';

const WITHIN = { withinMs: 30_000 } as const;

/** What amqplib keeps of a channel and of its connection; not in its typings. */
interface WithConsumers {
  readonly consumers?: ReadonlyMap<string, unknown>;
}
interface WithChannels {
  readonly connection: {
    readonly channels: readonly ({ readonly channel: ConfirmChannel & WithConsumers } | null)[];
  };
}

/** Takes the consumer of the agent's queue away in the broker, over the agent's own channel: nobody notifies it. */
async function loseConsumer(world: AgentWorld): Promise<void> {
  const queue = world.rpc.names.agentQueue(AGENT_HOST);
  await world.connection.withChannel(async (one) => {
    // The cast: see WithChannels.
    const { channels } = (one as unknown as WithChannels).connection;
    // The inbox opens its channel last; the one before has the consumer of the replies.
    for (const { channel } of channels.toReversed().flatMap((entry) => entry ?? [])) {
      for (const tag of channel.consumers?.keys() ?? []) await channel.cancel(tag);
      if ((await one.checkQueue(queue)).consumerCount === 0) return;
    }
    throw new Error('the queue has another consumer');
  });
}

describe('an agent whose consumer the broker has lost', function () {
  this.timeout(120_000);
  const world = useAgentWorld();

  it('follows its list meanwhile, sets up its queue by itself, and receives again', async () => {
    world.echoes = true;
    await world.agentReady();
    const heard = (): number => world.beats.at(-1)?.echo?.heard ?? 0;
    await eventually(() => expect(heard()).to.be.above(0), WITHIN);
    await loseConsumer(world);
    const lastHeard = heard();
    const deviceId = randomUUID();
    await world.deploy(device({ deviceId }));
    await world.status({ device_id: deviceId, outcome: 'done' });
    await eventually(() => expect(heard()).to.be.above(lastHeard + 5), WITHIN);
    const [setUp] = world.rpc.logged('nothing that the servers send arrives: set up anew');
    expect(setUp).to.include({ what: 'queue' });
    expect(world.rpc.logged('what the servers send arrives again')).to.have.length.of.at.least(1);
  });
});
