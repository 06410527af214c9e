import type { AmqpConnection } from '@lbaas/common/amqp';
import { DatabaseUnavailable, type Migrator, type UnitOfWork } from '../../persistence/index.ts';
import type { ApiGate } from './api-gate.ts';

/** What the process needs for its work: each part is `ok`, or says what is wrong. */
export type Readiness = Readonly<Record<string, string>>;

export interface NeededParts {
  readonly migrator: Pick<Migrator, 'done' | 'obstacle'>;
  readonly unitOfWork: UnitOfWork;
  readonly connection: Pick<AmqpConnection, 'obstacle'> & Partial<Pick<AmqpConnection, 'fault'>>;
  readonly gate: Pick<ApiGate, 'state'>;
}

export async function readReadiness(needed: NeededParts): Promise<Readiness> {
  return {
    api: needed.gate.state,
    database: await databaseState(needed.unitOfWork),
    migrations: needed.migrator.done ? await schemaState(needed.unitOfWork) : needed.migrator.obstacle,
    broker: brokerState(needed.connection),
  };
}

function brokerState({ obstacle, fault }: NeededParts['connection']): string {
  if (obstacle === undefined) return 'ok';
  return fault === undefined ? obstacle : `${obstacle}: ${fault}`;
}

/** What is not ready, in a line; undefined when all is. Pure. */
export function obstacleIn(readiness: Readiness): string | undefined {
  const lacking = Object.entries(readiness).filter(([, state]) => state !== 'ok');
  return lacking.length === 0 ? undefined : lacking.map(([part, state]) => `${part}: ${state}`).join('; ');
}

/** The message of the database stays in the log: it shows where the database is and as whom the server logs in. */
async function databaseState(unitOfWork: UnitOfWork): Promise<string> {
  try {
    await unitOfWork.checkWritable();
    return 'ok';
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) return 'the database cannot be used';
    if (error.isFull) return 'the disk of the database is full';
    if (error.fault !== undefined) return `the database cannot be used: ${error.fault}`;
    if (error.isClosed) return 'the database cannot be used';
    if (error.isReadOnly) return 'the database is read-only';
    return unitOfWork.isOutOfSpace
      ? 'the database does not answer, and its disk was full when it last did'
      : 'the database does not answer';
  }
}

/** Any table does: what was restored from elsewhere, or emptied, has none. */
const ANY_TABLE = 'SELECT FROM devices LIMIT 0';

/** What keeps the database from answering is in its own state. */
async function schemaState(unitOfWork: UnitOfWork): Promise<string> {
  try {
    await unitOfWork.statements((tx) => tx.query(ANY_TABLE));
    return 'ok';
  } catch (error) {
    const isForeign = error instanceof DatabaseUnavailable && error.isForeign;
    return isForeign ? 'the database is not one of this server' : 'waiting for the database';
  }
}
