import type { Channel } from 'amqplib';
import { type Logger, sleep } from '../runtime/index.ts';
import type { AmqpConnection } from './amqp-connection.ts';
import type { Destination } from './destination.ts';
import type { Method } from '../contract/index.ts';
import {
  type Declaring,
  type Topology,
  declareAgentQueue,
  declareExchange,
  declareServerQueues,
} from './topology.ts';

export interface RouteRepairOptions {
  readonly connection: Pick<AmqpConnection, 'withChannel'>;
  readonly topology: Topology;
  readonly logger: Logger;
}

/** The queue of an agent that lives and has just lost it is there again after 100 ms, on a busy host a little later. */
const LOOK_AFTER_MS = [0, 200, 500] as const;
/** Hundreds of messages for an agent that is gone must not keep the sender busy. */
const IN_VAIN_MS = 1000;

/**
 * Sets up the way to a receiver after the broker has returned a message: exchanges, the queues of the servers, and the
 * binding of an agent's queue. The queue itself is only the agent's to declare: nothing must be left in the broker for
 * an agent that is gone. On a channel of its own, since asking for a queue that is missing ends the channel.
 */
export class RouteRepair {
  readonly #options: RouteRepairOptions;
  /** By receiver: of many messages that come back at once, one repairs. What was in vain counts for a second more. */
  readonly #attempts = new Map<string, Promise<boolean>>();

  constructor(options: RouteRepairOptions) {
    this.#options = options;
  }

  /** @returns whether a message for the receiver finds a queue now */
  repair(to: Destination<Method>): Promise<boolean> {
    const key = to === 'server' ? '' : to.agent;
    const known = this.#attempts.get(key);
    if (known !== undefined) return known;
    const attempt = this.#repair(to).then((isRepaired) => {
      if (isRepaired) this.#attempts.delete(key);
      else setTimeout(() => this.#attempts.delete(key), IN_VAIN_MS).unref();
      return isRepaired;
    });
    this.#attempts.set(key, attempt);
    return attempt;
  }

  async #repair(to: Destination<Method>): Promise<boolean> {
    for (const waitMs of LOOK_AFTER_MS) {
      if (waitMs > 0) await sleep(waitMs);
      if (await this.#declare(to)) return true;
    }
    return false;
  }

  /** Of queues that somebody has made with other arguments only the bindings are set up. */
  async #declare(to: Destination<Method>): Promise<boolean> {
    // The servers look after their queues themselves.
    if (to === 'server' && this.#options.topology.declares === 'own') return false;
    return to === 'server' ? (await this.#try(to, 'made')) || this.#try(to, 'found') : this.#try(to, 'found');
  }

  async #try(to: Destination<Method>, declaring: Declaring): Promise<boolean> {
    const { connection, topology, logger } = this.#options;
    try {
      await connection.withChannel((channel) => declareRoute(channel, topology, { to, declaring }));
      logger.info({ to }, 'the way to the receiver is set up again');
      return true;
    } catch (error) {
      logger.debug({ err: error, to }, 'there is no way to the receiver');
      return false;
    }
  }
}

interface RouteTo {
  readonly to: Destination<Method>;
  readonly declaring: Declaring;
}

async function declareRoute(channel: Channel, names: Topology, { to, declaring }: RouteTo): Promise<void> {
  await declareExchange(channel, names);
  if (to === 'server') await declareServerQueues(channel, names, declaring);
  else await declareAgentQueue(channel, names, { host: to.agent, declaring });
}
