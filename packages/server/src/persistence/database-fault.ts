import { tlsFault } from '@lbaas/common/runtime';
import pg from 'pg';

/** By SQLSTATE: what keeps a server out until somebody sets it right. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the login: user and password of database_url are not what it knows',
  '28000': 'it refuses the login: its pg_hba.conf has no rule for this user, host and kind of connection',
};

const NO_CERTIFICATE = /valid client certificate/;
const NO_TLS = /does not support SSL/;

/** Why there is no connection to the database, in words that say what to do; undefined = it may go away by itself. */
export function faultOfDatabase(error: unknown): string | undefined {
  const { message = '', code = '' } = error as { readonly message?: string; readonly code?: string };
  if (NO_CERTIFICATE.test(message))
    return 'it asks for a certificate: set database_cert_file and database_key_file';
  if (NO_TLS.test(message)) return 'it does not speak TLS, which database_ca_file asks for';
  return error instanceof pg.DatabaseError ? REFUSALS[code] : tlsFault(error, 'database');
}
