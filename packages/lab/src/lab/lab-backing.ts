import { join } from 'node:path';
import { BROKER_PORT, CONTROL_ADDRESS } from '../fabric/address-plan.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import type { RunDirectory } from '../run/run-directory.ts';
import { type Postgres, startPostgres } from '../services/postgres.ts';
import { type Rabbitmq, startRabbitmq } from '../services/rabbitmq.ts';
import { RABBITMQ_USER } from '../services/rabbitmq-settings.ts';

/** The address is known in advance: servers and agents may start before the broker and connect once it is up. */
export const BROKER_URL = `amqp://${RABBITMQ_USER}:${RABBITMQ_USER}@${CONTROL_ADDRESS}:${BROKER_PORT}/`;

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

export function startBroker(run: RunDirectory, control: LabHost): Promise<Rabbitmq> {
  const exec = [...beside(control), 'setpriv', '--pdeathsig=KILL', '--'];
  return startRabbitmq({ dir: join(run.path, 'rabbitmq'), host: CONTROL_ADDRESS, port: BROKER_PORT, exec });
}

/** PostgreSQL listens on a unix socket, which every host reaches through the file system. */
export const startDatabase = (run: RunDirectory, control: LabHost, durable: boolean): Promise<Postgres> =>
  startPostgres({ dir: join(run.path, 'postgres'), durable, exec: beside(control), dieWithParent: true });
