import { networkRefusal, tlsFault } from '@lbaas/common/runtime';
import pg from 'pg';

/** The database as its operator knows it. */
interface Place {
  readonly place: string;
  readonly user: string;
  readonly name: string;
  /** Of PostgreSQL. */
  readonly message: string;
}

interface Refusal {
  /** For everybody who asks: where the database is, and as whom the server logs in, is not told. */
  readonly fault?: string;
  /** For the operator who checks the settings. */
  readonly advice: (at: Place) => string;
}

/** By SQLSTATE: what keeps a server out, or from its work. Those without `fault` may go away by themselves. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  '28P01': {
    fault: 'it refuses the login: user and password of database_url are not what it knows',
    advice: ({ place, user }) =>
      `${place} refuses the password of "${user}": correct it in LBAAS_DATABASE_URL, or ALTER ROLE "${user}" PASSWORD`,
  },
  '28000': {
    fault: 'it refuses the login: its pg_hba.conf has no rule for this user, host and kind of connection',
    advice: ({ place, user, message }) =>
      `${place} lets "${user}" not in (${message}): make the role, or a line for it in pg_hba.conf`,
  },
  '3D000': {
    advice: ({ place, user, name }) =>
      `${place} has no database "${name}": CREATE DATABASE "${name}" OWNER "${user}"`,
  },
  '42501': {
    advice: ({ user, name, message }) =>
      `"${user}" may not use "${name}" (${message}): GRANT CONNECT, or make it the owner`,
  },
  '53100': {
    fault: 'its disk is full: make room on it',
    advice: ({ place, message }) => `the disk of ${place} is full (${message}): make room on it`,
  },
  '53300': {
    advice: ({ place }) => `${place} has no connection left: raise max_connections, or end idle sessions`,
  },
  '57P03': {
    advice: ({ place }) => `${place} is starting or stopping: try again in a moment`,
  },
};

const NO_CERTIFICATE = /valid client certificate/;
const NO_TLS = /does not support SSL/;

/** Why there is no connection to the database, in words that say what to do; undefined = it may go away by itself. */
export function faultOfDatabase(error: unknown): string | undefined {
  const { message = '', code = '' } = error as { readonly message?: string; readonly code?: string };
  if (NO_CERTIFICATE.test(message))
    return 'it asks for a certificate: set database_cert_file and database_key_file';
  if (NO_TLS.test(message)) return 'it does not speak TLS, which database_ca_file asks for';
  return error instanceof pg.DatabaseError ? REFUSALS[code]?.fault : tlsFault(error, 'database');
}

/** Why the database at this URL cannot be used, in words that say what to do. They never tell the password. */
export function databaseRefusal(error: Error & { readonly code?: string }, url: string): string {
  const { code = '', message } = error;
  const at = { ...partsOf(url), message };
  const ofTls = tlsFault(error, 'database');
  if (ofTls !== undefined) return `${at.place}: ${ofTls}`;
  return REFUSALS[code]?.advice(at) ?? otherRefusal(error, at.place);
}

/** Of `postgres://user:password@host:port/name`, or `...@/name?host=/directory`; the password is left out. */
function partsOf(url: string): Omit<Place, 'message'> {
  const unknown = { place: 'the database', user: 'the account', name: 'the database' };
  // What has no host is no URL to Node.js.
  const text = url.replace(/^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)\//, '$1socket/');
  if (!URL.canParse(text)) return unknown;
  const { host, pathname, username, searchParams } = new URL(text);
  const place = searchParams.get('host') ?? host;
  return { place, user: decodeURIComponent(username), name: decodeURIComponent(pathname.slice(1)) };
}

function otherRefusal({ code, message }: Error & { readonly code?: string }, place: string): string {
  const ofNetwork = networkRefusal(code, { place, program: 'PostgreSQL', setting: 'LBAAS_DATABASE_URL' });
  if (ofNetwork !== undefined) return ofNetwork;
  return /timeout/i.test(message)
    ? `${place} does not answer in time: look at PostgreSQL, and firewalls on the way`
    : `${place}: ${message}`;
}
