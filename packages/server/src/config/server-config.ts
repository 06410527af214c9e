import { COMMON_SETTINGS } from '@lbaas/common/runtime';
import { type Static, Type } from 'typebox';
import { NETWORK_TYPES } from '@lbaas/common/domain';
import { SCHEDULER_NAMES } from '../placement/index.ts';
import { DATABASE_SETTINGS } from './database-settings.ts';
import { EVENT_SETTINGS } from './event-settings.ts';
import { FAILOVER_SETTINGS } from './failover-settings.ts';
import { KEYSTONE_SETTINGS } from './keystone-settings.ts';
import { LIMIT_SETTINGS } from './limit-settings.ts';
import { PAGE_SETTINGS } from './page-settings.ts';
import { FORBIDDEN_MEMBERS_SETTING } from './forbidden-members.ts';
import { QUOTA_SETTINGS } from './quota-settings.ts';
import { SEGMENT_SETTINGS } from './segment-ranges.ts';
import { SERVICE_PROVIDERS_SETTING } from './service-providers.ts';

/** Every setting of the server: `LBAAS_API_PORT`, `api_port` in a file, `--api-port`. */
export const ServerConfigSchema = Type.Object(
  {
    ...DATABASE_SETTINGS,
    ...COMMON_SETTINGS,
    api_host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'address the API listens on' }),
    api_port: Type.Integer({ minimum: 0, maximum: 65_535, default: 9696, description: 'port of the API' }),
    api_fd: Type.Optional(
      Type.Integer({
        minimum: 3,
        description: 'descriptor of an inherited listening socket, instead of api_host and api_port',
      }),
    ),
    api_tls_cert_file: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'PEM file with the certificate of the API, and those of its authorities up to the root; with it the API ' +
          'speaks HTTPS only. Read again at SIGHUP',
      }),
    ),
    api_tls_key_file: Type.Optional(
      Type.String({
        minLength: 1,
        privateKey: true,
        description: 'PEM file with the key of api_tls_cert_file; not readable by everyone',
      }),
    ),
    api_max_page_size: Type.Integer({
      minimum: 1,
      default: 1000,
      description: 'most objects on one page, whatever limit a client sends',
    }),
    ...LIMIT_SETTINGS,
    ...PAGE_SETTINGS,
    scheduler: Type.Enum(SCHEDULER_NAMES, {
      default: 'least-devices',
      description: 'how an agent is chosen among the eligible ones',
    }),
    agent_down_after: Type.Number({
      minimum: 1,
      maximum: 3600,
      default: 8,
      description: 'seconds without a heartbeat until an agent counts as down',
    }),
    agent_identity: Type.Enum(['trusted', 'verified'], {
      default: 'trusted',
      description:
        'verified = a message speaks for a host only if the broker has let its sender in as the user of that host, ' +
        'which `lbaas-server broker-user HOST` makes; trusted = whoever has a login at the broker is believed',
    }),
    ...FAILOVER_SETTINGS,
    service_providers: SERVICE_PROVIDERS_SETTING,
    forbidden_member_networks: FORBIDDEN_MEMBERS_SETTING,
    network_type: Type.Enum([...NETWORK_TYPES], {
      default: 'local',
      description: 'type of a network that is created without one',
    }),
    network_mtu: Type.Integer({
      minimum: 1280,
      maximum: 65_535,
      default: 1500,
      description:
        'MTU in bytes of a network that is created without one; vxlan networks have what tunnels leave of it',
    }),
    ...SEGMENT_SETTINGS,
    auth: Type.Enum(['noauth', 'token', 'keystone'], {
      default: 'noauth',
      description:
        'how callers are identified: noauth trusts X-Project-Id and X-Roles; token and keystone require X-Auth-Token',
    }),
    auth_tokens_file: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'TOML file with the tokens of auth = token, read at start',
      }),
    ),
    ...KEYSTONE_SETTINGS,
    ...EVENT_SETTINGS,
    ...QUOTA_SETTINGS,
    audit_retention_days: Type.Number({
      minimum: 0,
      maximum: 36_500,
      default: 0,
      description: 'days after which entries of the audit log are removed; 0 = never',
    }),
  },
  { additionalProperties: false },
);

/** Options besides the settings, for the help and the manual. */
export const SERVER_OPTIONS = {
  check: 'look at everything that the server needs, print a line for each, and end; options follow',
  'broker-user HOST':
    'print how the host gets a user of its own at the broker, and end; other options follow',
  migrate: 'apply the migrations that are pending, print each, and end; other options follow',
  'migrate --check':
    'print which migrations are pending, and end: 0 none, 2 some, 3 the schema is newer and good for this server, 4 too ' +
    'new for it, 1 the database cannot be read',
  '--hash-token': 'show the hash of the token on standard input, for a file of tokens, and end',
  '--migrate': 'the same as migrate',
  '--restored': 'after a backup of the files of PostgreSQL was restored: agents keep what they run, and end',
};

export type ServerConfig = Static<typeof ServerConfigSchema>;
