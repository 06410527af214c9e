import { type AgentRights, agentRights, brokerUrls, topology, userOf } from '@lbaas/common/amqp';
import type { ServerConfig } from './server-config.ts';

export interface BrokerUser {
  readonly host: string;
  readonly password: string;
}

type Settings = Pick<ServerConfig, 'amqp_url' | 'amqp_prefix' | 'amqp_queues'>;

/** Where the packages keep the settings of an agent. */
const SECRET_FILE = '/etc/lbaas/amqp-url';

/**
 * What makes a host a user of its own at the broker, and what the agent there is to be told. The password goes to
 * rabbitmqctl on standard input: arguments are seen by everybody on that machine.
 */
export function brokerUser(settings: Settings, { host, password }: BrokerUser): string {
  const urls = brokerUrls(settings.amqp_url);
  const rights = agentRights(topology(settings.amqp_prefix), host);
  return [
    '# On a broker (of a cluster: on any of its nodes). For another password: change_password instead of add_user.',
    ...commands(rights, vhostOf(urls[0]), password),
    '',
    `# On the host ${host}: the file ${SECRET_FILE} (owner root, mode 0600)`,
    urls.map((url) => urlFor(url, rights.user, password)).join(','),
    '',
    '# and the settings of its agent',
    `LBAAS_AGENT_HOST=${host}`,
    `LBAAS_AMQP_URL_FILE=${SECRET_FILE}`,
    `LBAAS_AMQP_SERVER_USER=${urls[0] === undefined ? '' : userOf(urls[0])}`,
    ...(settings.amqp_prefix === 'lbaas' ? [] : [`LBAAS_AMQP_PREFIX=${settings.amqp_prefix}`]),
    ...(settings.amqp_queues === 'local' ? [] : [`LBAAS_AMQP_QUEUES=${settings.amqp_queues}`]),
    '',
    '# Once every agent has its user, on the servers: LBAAS_AGENT_IDENTITY=verified',
    '',
  ].join('\n');
}

function commands(rights: AgentRights, vhost: string, password: string): string[] {
  const { user, configure, write, read, exchange, topic } = rights;
  const set = (what: string, ...args: string[]): string =>
    ['rabbitmqctl', what, '-p', ...[vhost, user, ...args].map(quoted)].join(' ');
  return [
    `printf '%s\\n' ${quoted(password)} | rabbitmqctl add_user ${quoted(user)}`,
    set('set_permissions', configure, write, read),
    set('set_topic_permissions', exchange, topic.write, topic.read),
  ];
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** As amqplib reads it: without a name it is `/`. */
const vhostOf = (url: URL | undefined): string => {
  const path = url?.pathname ?? '';
  return path === '' || path === '/' ? '/' : decodeURIComponent(path.slice(1));
};

function urlFor(given: URL, user: string, password: string): string {
  const url = new URL(given);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}
