import { ConfigError } from '@lbaas/common/runtime';
import { type Static, Type } from 'typebox';

export const DATABASE_SETTINGS = {
  database_url: Type.String({
    minLength: 1,
    secret: true,
    description:
      'PostgreSQL: postgres://user:password@host:port/name, or ...@/name?host=/socket/directory. A primary and its ' +
      'standbys: several host:port (or directories), separated by commas; the one that is no standby is used',
  }),
  database_ca_file: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'PEM file with the authority that has signed the certificate of PostgreSQL; with it the connection is ' +
        'encrypted, and the name in the certificate must be that of the host',
    }),
  ),
  database_cert_file: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'PEM file with the certificate that the server shows to PostgreSQL, if that asks for one',
    }),
  ),
  database_key_file: Type.Optional(
    Type.String({
      minLength: 1,
      privateKey: true,
      description: 'PEM file with the key of database_cert_file; not readable by everyone',
    }),
  ),
  database_pool_size: Type.Integer({
    minimum: 2,
    maximum: 200,
    default: 12,
    description: 'connections for API calls; background work has 4 of its own',
  }),
  migrate_at_start: Type.Boolean({
    default: true,
    description:
      'whether a server that starts applies pending migrations; otherwise it waits until `lbaas-server migrate` has',
  }),
};

const settings = Type.Object(DATABASE_SETTINGS);

/**
 * Where the database is, as all parts that connect to it want to know.
 * @throws ConfigError rather than be satisfied with less than was meant
 */
export function databaseAddress(config: Static<typeof settings>) {
  const {
    database_url: url,
    database_ca_file: ca,
    database_cert_file: cert,
    database_key_file: key,
  } = config;
  if ((cert === undefined) !== (key === undefined))
    throw new ConfigError(['database_cert_file and database_key_file: one needs the other']);
  if (ca === undefined && cert !== undefined)
    throw new ConfigError(['database_cert_file: needs database_ca_file']);
  return ca === undefined ? { url } : { url, tls: { ca, cert, key } };
}
