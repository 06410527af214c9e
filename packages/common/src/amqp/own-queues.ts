import type { Channel } from 'amqplib';
import type { Logger } from '../runtime/index.ts';
import {
  type Declaring,
  type Topology,
  declareAgentQueue,
  declareDeadQueue,
  declareExchange,
  declareServerQueues,
} from './topology.ts';

export type Side = 'server' | { readonly agent: string };

/** The reply code of AMQP: what is declared exists with other arguments. */
const PRECONDITION_FAILED = 406;

/** The queues that one side consumes, with all that leads to them. */
export class OwnQueues {
  readonly #side: Side;
  readonly #names: Topology;
  readonly #logger: Logger;
  #declaring: Declaring = 'made';

  constructor(side: Side, names: Topology, logger: Logger) {
    this.#side = side;
    this.#names = names;
    this.#logger = logger;
  }

  get names(): string[] {
    if (this.#side !== 'server') return [this.#names.agentQueue(this.#side.agent)];
    return [this.#names.workQueue, this.#names.lossyQueue];
  }

  /**
   * A queue that somebody has made anew with other arguments refuses ours, and with that the channel. The next one
   * takes it as it is: better without its limits than not at all. When it is gone, ours is made again.
   */
  async declare(channel: Channel): Promise<void> {
    try {
      await this.#declare(channel);
    } catch (error) {
      const isOther = (error as { readonly code?: number }).code === PRECONDITION_FAILED;
      if (isOther) this.#logger.error({ err: error }, 'the queue exists with other arguments: used as it is');
      this.#declaring = isOther ? 'found' : 'made';
      throw error;
    }
  }

  async #declare(channel: Channel): Promise<void> {
    const [names, declaring] = [this.#names, this.#declaring];
    await declareExchange(channel, names);
    if (names.declares === 'all') await declareDeadQueue(channel, names, declaring);
    if (this.#side === 'server') await declareServerQueues(channel, names, declaring);
    else await declareAgentQueue(channel, names, { host: this.#side.agent, declaring });
  }
}
