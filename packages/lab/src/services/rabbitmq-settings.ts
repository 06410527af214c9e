import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionsOf } from './rabbitmq-users.ts';

export interface RabbitmqSettings {
  readonly dir: string;
  readonly host: string;
  readonly port: number;
  /** Agent hosts that have users of their own. */
  readonly agents: readonly string[];
  readonly tls?: RabbitmqTls | undefined;
  /** The cluster that the node belongs to; a node without one is alone. */
  readonly cluster?: RabbitmqCluster | undefined;
  /** Where rabbitmqctl reaches the node, on the loopback address only. */
  readonly distributionPort: number;
}

/** A second port of the node: clients must show a certificate of the authority there. */
export interface RabbitmqTls {
  readonly port: number;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const tlsConf = ({ port, ca, cert, key }: RabbitmqTls, host: string): string =>
  [
    `listeners.ssl.default = ${host}:${port}`,
    `ssl_options.cacertfile = ${ca}`,
    `ssl_options.certfile = ${cert}`,
    `ssl_options.keyfile = ${key}`,
    'ssl_options.verify = verify_peer',
    'ssl_options.fail_if_no_peer_cert = true',
    '',
  ].join('\n');

/**
 * All nodes have the same port for each other, because there is no epmd to tell it, and each an address of its own
 * beside 127.0.0.1 for that.
 */
export interface RabbitmqCluster {
  /** From 1. */
  readonly member: number;
  readonly size: number;
}

const clusterAddress = (member: number): string => `127.0.0.${100 + member}`;
const clusterNode = (member: number): string => `rabbit@${clusterAddress(member)}`;

const brokerConf = (dir: string): string => `load_definitions = ${join(dir, 'definitions.json')}
loopback_users = none
log.file.level = warning
`;

/** A node that has lost the majority of the others stops serving until it has that again. */
const clusterConf = ({ size }: RabbitmqCluster): string =>
  [
    'cluster_formation.peer_discovery_backend = classic_config',
    ...Array.from(
      { length: size },
      (_, n) => `cluster_formation.classic_config.nodes.${n + 1} = ${clusterNode(n + 1)}`,
    ),
    'cluster_partition_handling = pause_minority',
    // Nodes that are killed and started again within the time of a test are noticed.
    'net_ticktime = 8',
    '',
  ].join('\n');

/** Names are resolved from /etc/hosts only: otherwise the node runs a helper process for its resolver. */
const INETRC = `{file, hosts, "/etc/hosts"}.
{lookup, [file]}.
`;

export function writeRabbitmqFiles({ dir, host, agents, tls, cluster }: RabbitmqSettings): void {
  mkdirSync(join(dir, 'mnesia'), { recursive: true });
  const conf = [
    brokerConf(dir),
    tls === undefined ? '' : tlsConf(tls, host),
    cluster === undefined ? '' : clusterConf(cluster),
  ].join('');
  writeFileSync(join(dir, 'rabbitmq.conf'), conf, { mode: 0o600 });
  writeFileSync(join(dir, 'definitions.json'), definitionsOf(agents), { mode: 0o600 });
  writeFileSync(join(dir, 'enabled_plugins'), '[].\n');
  writeFileSync(join(dir, 'inetrc'), INETRC);
  const cookie = join(dir, '.erlang.cookie');
  if (cluster !== undefined && !existsSync(cookie)) writeFileSync(cookie, 'laboratory', { mode: 0o400 });
}

/**
 * The environment of a node that shares nothing with the system's own RabbitMQ or with another private one.
 *
 * Name and distribution port are on the command line and there is no epmd: otherwise RabbitMQ starts a second Erlang
 * machine just to start epmd, which outlives the broker. One scheduler, because loading code is most of the start:
 * 5.2 s (4.2 s CPU) against 10.3 s (7.5 s CPU) with two on two cores.
 */
export function rabbitmqEnvironment(settings: RabbitmqSettings): NodeJS.ProcessEnv {
  const { dir, host, port, distributionPort, cluster } = settings;
  const member = cluster?.member ?? 0;
  const node = cluster === undefined ? `lbaas-${distributionPort}@localhost` : clusterNode(member);
  const address = cluster === undefined ? '127.0.0.1' : clusterAddress(member);
  const erlangArguments = [
    '-noinput +S 1:1 +sbwt none +B i',
    `-kernel inet_dist_use_interface {${address.replaceAll('.', ',')}}`,
    `-start_epmd false -erl_epmd_port ${distributionPort} ${cluster === undefined ? '-sname' : '-name'} ${node}`,
  ];
  return {
    PATH: process.env['PATH'],
    HOME: dir,
    // Makes the script exec the Erlang machine, so the child process is the broker itself.
    RABBITMQ_ALLOW_INPUT: '1',
    ...(cluster === undefined ? {} : { RABBITMQ_USE_LONGNAME: 'true' }),
    RABBITMQ_NODENAME: node,
    RABBITMQ_NODE_IP_ADDRESS: host,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(dir, 'mnesia'),
    RABBITMQ_LOG_BASE: dir,
    RABBITMQ_LOGS: join(dir, 'broker.log'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: erlangArguments.join(' '),
    RABBITMQ_CTL_ERL_ARGS: `-start_epmd false -dist_listen false -erl_epmd_port ${distributionPort}`,
    ERL_INETRC: join(dir, 'inetrc'),
    ERL_CRASH_DUMP: '/dev/null',
  };
}
