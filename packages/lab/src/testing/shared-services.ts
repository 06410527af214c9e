import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Postgres, startPostgres } from '../services/postgres.ts';
import { killFamily } from '../services/process-family.ts';
import { type Rabbitmq, startRabbitmq } from '../services/rabbitmq.ts';

interface Service {
  readonly pid: number | undefined;
}

const postgres = shared('lbaas-test-pg-', (dir) =>
  startPostgres({ dir, durable: false, dieWithParent: true }),
);
const rabbitmq = shared('lbaas-test-mq-', (dir) => startRabbitmq({ dir, dieWithParent: true }));

/** The one PostgreSQL of this test process: started by the first call, ended with the process. */
export const sharedPostgres = (): Promise<Postgres> => postgres();

/** The one RabbitMQ of this test process: started by the first call, ended with the process. */
export const sharedRabbitmq = (): Promise<Rabbitmq> => rabbitmq();

/** URL of an empty database that no other test file uses. */
export async function freshDatabase(): Promise<string> {
  const server = await sharedPostgres();
  return await server.createDatabase(`t_${randomBytes(6).toString('hex')}`);
}

/** A name prefix for exchanges, queues, namespaces and the like that no other test file uses. */
export const freshPrefix = (): string => `t${randomBytes(4).toString('hex')}`;

function shared<T extends Service>(prefix: string, start: (dir: string) => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= startUntilExit(mkdtempSync(join(tmpdir(), prefix)), start);
    return started;
  };
}

/** `exit` also fires after a failed or interrupted run and after an uncaught error. */
async function startUntilExit<T extends Service>(
  dir: string,
  start: (dir: string) => Promise<T>,
): Promise<T> {
  process.once('SIGTERM', exitOnSignal).once('SIGHUP', exitOnSignal);
  const service = await start(dir);
  process.once('exit', () => {
    // Its data is discarded, so no clean shutdown is needed; but a surviving process would go on writing to it.
    if (service.pid !== undefined) killFamily(service.pid);
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
  });
  return service;
}

const exitOnSignal = (): void => process.exit(1);
