import { networkRefusal, tlsFault } from '@lbaas/common/runtime';

/** Of `postgres://user:password@host:port/name`, or `...@/name?host=/directory`; the password is left out. */
function partsOf(url: string): { readonly place: string; readonly user: string; readonly name: string } {
  const unknown = { place: 'the database', user: 'the account', name: 'the database' };
  // What has no host is no URL to Node.js.
  const text = url.replace(/^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)\//, '$1socket/');
  if (!URL.canParse(text)) return unknown;
  const { host, pathname, username, searchParams } = new URL(text);
  const place = searchParams.get('host') ?? host;
  return { place, user: decodeURIComponent(username), name: decodeURIComponent(pathname.slice(1)) };
}

/** Why a database cannot be used, in words that say what to do. */
export function databaseRefusal(error: Error & { readonly code?: string }, url: string): string {
  const { place, user, name } = partsOf(url);
  const ofTls = tlsFault(error, 'database');
  if (ofTls !== undefined) return `${place}: ${ofTls}`;
  switch (error.code) {
    case '28P01':
      return `${place} refuses the password of "${user}": correct it in LBAAS_DATABASE_URL, or ALTER ROLE "${user}" PASSWORD`;
    case '28000':
      return `${place} lets "${user}" not in (${error.message}): make the role, or a line for it in pg_hba.conf`;
    case '3D000':
      return `${place} has no database "${name}": CREATE DATABASE "${name}" OWNER "${user}"`;
    case '42501':
      return `"${user}" may not use "${name}" (${error.message}): GRANT CONNECT, or make it the owner`;
    case '53300':
      return `${place} has no connection left: raise max_connections, or end idle sessions`;
    case '57P03':
      return `${place} is starting or stopping: try again in a moment`;
    case undefined:
    default:
      return otherRefusal(error, place);
  }
}

function otherRefusal({ code, message }: Error & { readonly code?: string }, place: string): string {
  const ofNetwork = networkRefusal(code, { place, program: 'PostgreSQL', setting: 'LBAAS_DATABASE_URL' });
  if (ofNetwork !== undefined) return ofNetwork;
  return /timeout/i.test(message)
    ? `${place} does not answer in time: look at PostgreSQL, and firewalls on the way`
    : `${place}: ${message}`;
}
