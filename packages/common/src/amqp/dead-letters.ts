import { withDeadline } from '../runtime/index.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import type { Topology } from './topology.ts';

const DEADLINE_MS = 2000;

/** How many messages lie in the dead queue; undefined while the broker cannot say. */
export async function countDeadLetters(
  connection: Pick<AmqpConnection, 'withChannel'>,
  { deadQueue }: Pick<Topology, 'deadQueue'>,
): Promise<number | undefined> {
  try {
    const { messageCount } = await withDeadline('count of the dead letters', DEADLINE_MS, () =>
      connection.withChannel((channel) => channel.checkQueue(deadQueue)),
    );
    return messageCount;
  } catch {
    return undefined;
  }
}
