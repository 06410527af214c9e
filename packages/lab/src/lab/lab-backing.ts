import { join } from 'node:path';
import { BROKER_PORT, CONTROL_ADDRESS } from '../fabric/address-plan.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import type { RunDirectory } from '../run/run-directory.ts';
import { type Postgres, startPostgres } from '../services/postgres.ts';
import { waitForStandbys } from '../services/standby.ts';
import { type Rabbitmq, startRabbitmq } from '../services/rabbitmq.ts';
import { RABBITMQ_USER, brokerUrl } from '../services/rabbitmq-users.ts';

/**
 * The addresses are known in advance: servers and agents may start before the brokers and connect once they are up.
 * @param user whom the broker lets in
 */
export const brokerUrls = (user: string, brokers: number): string =>
  numbers(brokers)
    .map((n) => brokerUrl(user, CONTROL_ADDRESS, BROKER_PORT + n - 1))
    .join(',');

export const SERVER_USER = RABBITMQ_USER;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/**
 * Puts a service into the network of the control host, to be ended by the kernel together with this process. It stays
 * a child of this process, so signals reach it directly. Its System V memory goes away with the host.
 */
const beside = (control: LabHost): string[] => [
  'nsenter',
  `--net=/run/netns/${control.namespace}`,
  `--ipc=/proc/${control.init}/ns/ipc`,
  '--',
];

export interface Brokers {
  /** A cluster if there are several. */
  readonly count: number;
  /** Hosts with users of their own. */
  readonly agents: readonly string[];
}

/** All at once: the members of a cluster wait for each other. */
export async function startBrokers(
  run: RunDirectory,
  control: LabHost,
  { count, agents }: Brokers,
): Promise<Rabbitmq[]> {
  const exec = [...beside(control), 'setpriv', '--pdeathsig=KILL', '--'];
  const started = numbers(count).map((n) =>
    startRabbitmq({
      dir: join(run.path, n === 1 ? 'rabbitmq' : `rabbitmq-${n}`),
      host: CONTROL_ADDRESS,
      port: BROKER_PORT + n - 1,
      agents,
      ...(count === 1 ? {} : { cluster: { member: n, size: count } }),
      exec,
    }),
  );
  return await Promise.all(started);
}

export interface Databases {
  /** The first is the primary, the others follow it. */
  readonly count: number;
  readonly durable: boolean;
  /** Of a disk of the primary. @default 0: none of its own */
  readonly diskMiB?: number;
}

/** PostgreSQL listens on a unix socket, which every host reaches through the file system. */
export async function startDatabases(
  run: RunDirectory,
  control: LabHost,
  { count, durable, diskMiB = 0 }: Databases,
): Promise<[Postgres, ...Postgres[]]> {
  const options = { durable, replicated: count > 1, exec: beside(control), dieWithParent: true };
  const primary = await startPostgres({
    dir: join(run.path, 'postgres'),
    ...options,
    ...(diskMiB === 0 ? {} : { diskMiB }),
  });
  const standbys = numbers(count - 1).map((n) =>
    startPostgres({ dir: join(run.path, `postgres-${n + 1}`), standbyOf: primary, ...options }),
  );
  const followers = await Promise.all(standbys);
  if (count > 1) await waitForStandbys(primary, true);
  return [primary, ...followers];
}

/** The database `lbaas` on whichever of them is the primary. */
export function databaseUrl(databases: readonly Postgres[]): string {
  const directories = databases.map(({ socketDir }) => socketDir).join(',');
  return `postgres://lbaas@/lbaas?host=${encodeURIComponent(directories)}`;
}
