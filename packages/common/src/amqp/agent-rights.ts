import type { Topology } from './topology.ts';

/** Regular expressions of RabbitMQ's permissions. */
export interface Rights {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** What the broker lets a user do; `topic` is about the keys of messages in the exchange. */
export interface AgentRights extends Rights {
  readonly user: string;
  readonly exchange: string;
  readonly topic: Pick<Rights, 'write' | 'read'>;
}

/**
 * The least that an agent can work with: its own queue, bound to its own key, and messages to the servers. It declares
 * its queue, and binds it to the exchange (which is reading from that) by its own key only: with another key it would
 * read what is sent to others.
 */
export function agentRights(names: Topology, host: string): AgentRights {
  const [exchange, queue] = [literal(names.exchange), literal(names.agentQueue(host))];
  const keys = [names.workKey, names.lossyKey, names.deadKey].map(literal);
  return {
    user: names.agentUser(host),
    configure: `^${queue}$`,
    write: `^(${exchange}|${queue})$`,
    read: `^(${exchange}|${queue})$`,
    exchange: names.exchange,
    topic: {
      write: `^(${keys.join('|')}|${literal(names.replyQueue(''))}.*)$`,
      read: `^${literal(names.agentKey(host))}$`,
    },
  };
}

const literal = (name: string): string => name.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&');
