import { createHash, randomBytes } from 'node:crypto';
import { type AgentRights, agentRights, topology } from '@lbaas/common/amqp';

/** The user of servers, of tests, and of agents where they have none of their own. */
export const RABBITMQ_USER = 'lbaas';
const VHOST = '/';

/** In the laboratory a password is the name of its user. */
export const brokerUrl = (user: string, host: string, port: number): string =>
  `amqp://${user}:${user}@${host.includes(':') ? `[${host}]` : host}:${port}/`;

export const agentUserOf = (host: string): string => topology().agentUser(host);

/**
 * The users of a broker, as it reads them when it starts: each call of rabbitmqctl would take 2 s of CPU. An agent has
 * the rights that `lbaas-server broker-user` gives it.
 */
export function definitionsOf(agents: readonly string[]): string {
  const rights = agents.map((host) => agentRights(topology(), host));
  const all = { configure: '.*', write: '.*', read: '.*' };
  return JSON.stringify({
    vhosts: [{ name: VHOST }],
    users: [account(RABBITMQ_USER, 'administrator'), ...rights.map(({ user }) => account(user, ''))],
    permissions: [
      { user: RABBITMQ_USER, vhost: VHOST, ...all },
      ...rights.map(({ user, configure, write, read }) => ({ user, vhost: VHOST, configure, write, read })),
    ],
    topic_permissions: rights.map(({ user, exchange, topic }: AgentRights) => ({
      user,
      vhost: VHOST,
      exchange,
      ...topic,
    })),
  });
}

function account(name: string, tags: string) {
  const salt = randomBytes(4);
  const digest = createHash('sha256').update(salt).update(name).digest();
  const password_hash = Buffer.concat([salt, digest]).toString('base64');
  return { name, password_hash, hashing_algorithm: 'rabbit_password_hashing_sha256', tags };
}
