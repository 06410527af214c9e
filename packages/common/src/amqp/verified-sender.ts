import type { Message } from '../contract/index.ts';
import type { Topology } from './topology.ts';

/** What the broker says about where a message comes from. */
export interface Sender {
  /** The user that has sent it. The broker takes no message that names another one than its sender. */
  readonly user: string | undefined;
  /** It was taken from a queue and sent on by the broker, on somebody's order. */
  readonly wasMoved: boolean;
  /** Where the answer is to go. */
  readonly replyTo: string | undefined;
}

/** Why a message is not believed; undefined = it is. */
export type SenderRule = (message: Message, sender: Sender) => string | undefined;

/** For whoever trusts everyone that the broker lets in. */
export const anySender: SenderRule = () => undefined;

/**
 * For the servers: what a message says of a host counts only when it comes from the user of that host. An answer goes
 * to who has asked only: the servers may write to every queue, and must not do so for others.
 */
export const agentsByUser =
  (names: Pick<Topology, 'agentUser'>): SenderRule =>
  ({ args }, { user, wasMoved, replyTo }) => {
    const host = 'host' in args ? args.host : '';
    if (user !== names.agentUser(host))
      return `the broker user ${user ?? '(none)'} speaks for the host ${host}`;
    if (wasMoved) return 'the message was moved from another queue';
    return replyTo === undefined || isDirectReply(replyTo) ? undefined : 'the answer is to go to a queue';
  };

/** For an agent: what orders it is the user of the servers, and nobody who was sent the same by them before. */
export const serversByUser =
  (serverUser: string): SenderRule =>
  (_message, { user, wasMoved }) => {
    if (user !== serverUser) return `the broker user ${user ?? '(none)'} is none of the servers`;
    return wasMoved ? 'the message was moved from another queue' : undefined;
  };

export const DIRECT_REPLY = 'amq.rabbitmq.reply-to';

/** The broker makes up the rest of the name, and nobody else can guess it. */
const isDirectReply = (replyTo: string): boolean => replyTo.startsWith(`${DIRECT_REPLY}.`);
