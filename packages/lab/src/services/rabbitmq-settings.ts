import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RabbitmqSettings {
  readonly dir: string;
  readonly host: string;
  readonly port: number;
  /** Where rabbitmqctl reaches the node, on the loopback address only. */
  readonly distributionPort: number;
}

export const RABBITMQ_USER = 'lbaas';

const BROKER_CONF = `default_user = ${RABBITMQ_USER}
default_pass = ${RABBITMQ_USER}
loopback_users = none
log.file.level = warning
`;

/** Names are resolved from /etc/hosts only: otherwise the node runs a helper process for its resolver. */
const INETRC = `{file, hosts, "/etc/hosts"}.
{lookup, [file]}.
`;

export function writeRabbitmqFiles(dir: string): void {
  mkdirSync(join(dir, 'mnesia'), { recursive: true });
  writeFileSync(join(dir, 'rabbitmq.conf'), BROKER_CONF, { mode: 0o600 });
  writeFileSync(join(dir, 'enabled_plugins'), '[].\n');
  writeFileSync(join(dir, 'inetrc'), INETRC);
}

/**
 * The environment of a node that shares nothing with the system's own RabbitMQ or with another private one.
 *
 * Name and distribution port are on the command line and there is no epmd: otherwise RabbitMQ starts a second Erlang
 * machine just to start epmd, which outlives the broker. One scheduler, because loading code is most of the start:
 * 5.2 s (4.2 s CPU) against 10.3 s (7.5 s CPU) with two on two cores.
 */
export function rabbitmqEnvironment(settings: RabbitmqSettings): NodeJS.ProcessEnv {
  const { dir, host, port, distributionPort } = settings;
  const node = `lbaas-${distributionPort}@localhost`;
  const erlangArguments = [
    '-noinput +S 1:1 +sbwt none +B i',
    '-kernel inet_dist_use_interface {127,0,0,1}',
    `-start_epmd false -erl_epmd_port ${distributionPort} -sname ${node}`,
  ];
  return {
    PATH: process.env['PATH'],
    HOME: dir,
    // Makes the script exec the Erlang machine, so the child process is the broker itself.
    RABBITMQ_ALLOW_INPUT: '1',
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
