import { type CheckItem, type Finding, clockFinding, failed, note, ok } from '@lbaas/common/runtime';
import {
  type DatabaseAddress,
  type DatabaseFacts,
  databaseRefusal,
  lookAtDatabase,
} from '../persistence/index.ts';

const OLDEST_VERSION = 140_000;
const UNSEEN = note('not looked at: the database cannot be used');

/** What a server needs of its database: one connection for all items. */
export function databaseItems(address: DatabaseAddress): readonly CheckItem[] {
  let looking: Promise<DatabaseFacts> | undefined;
  const look = (): Promise<DatabaseFacts> => (looking ??= lookAtDatabase(address));
  const ofFacts = (judge: (facts: DatabaseFacts) => Finding) => async (): Promise<Finding> =>
    look().then(judge, () => UNSEEN);
  return [
    {
      name: 'database',
      look: () => look().then(judgeServer, (error: Error) => failed(databaseRefusal(error, address.url))),
    },
    { name: 'database schema', look: ofFacts(judgeSchema) },
    { name: 'clock', look: ofFacts(({ clockOffsetMs }) => clockFinding(clockOffsetMs, 'the database')) },
  ];
}

export function judgeServer({ version, versionText, isReadOnly }: DatabaseFacts): Finding {
  const name = `PostgreSQL ${versionText}`;
  if (version < OLDEST_VERSION) return failed(`${name} is too old: 14 or newer is needed`);
  if (isReadOnly)
    return failed(
      `${name} takes no writes: LBAAS_DATABASE_URL must lead to the primary, and default_transaction_read_only be off`,
    );
  return ok(`${name} takes the account, and writes`);
}

export function judgeSchema(facts: DatabaseFacts): Finding {
  const { applied, known, tables, mayCreate } = facts;
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0)
    return failed(
      `made by a newer server (${newer.join(', ')}): install that version of the server here, too`,
    );
  if (applied.length === 0 && tables > 0)
    return failed(
      `${tables} tables, none of which this server has made: give it a database of its own in LBAAS_DATABASE_URL`,
    );
  const due = known.length - applied.length;
  if (due === 0) return ok('up to date');
  if (!mayCreate)
    return failed('the account may not make tables: GRANT CREATE ON SCHEMA public, or make it the owner');
  if (applied.length === 0) return note('empty: the first server that starts makes the tables');
  return note(
    `${due} migrations are due: a server that starts does them, and so does lbaas-server --migrate`,
  );
}
