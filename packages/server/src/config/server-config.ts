import { COMMON_SETTINGS } from '@lbaas/common/runtime';
import { type Static, Type } from 'typebox';
import { NETWORK_TYPES } from '@lbaas/common/domain';
import { SCHEDULER_NAMES } from '../placement/index.ts';
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
    database_url: Type.String({
      minLength: 1,
      secret: true,
      description: 'PostgreSQL: postgres://user:password@host:port/name, or ...@/name?host=/socket/directory',
    }),
    database_pool_size: Type.Integer({
      minimum: 2,
      maximum: 200,
      default: 12,
      description: 'connections for API calls; background work has 4 of its own',
    }),
    ...COMMON_SETTINGS,
    api_host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'address the API listens on' }),
    api_port: Type.Integer({ minimum: 0, maximum: 65_535, default: 9696, description: 'port of the API' }),
    api_fd: Type.Optional(
      Type.Integer({
        minimum: 3,
        description: 'descriptor of an inherited listening socket, instead of api_host and api_port',
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
  '--hash-token': 'show the hash of the token on standard input, for a file of tokens, and end',
  '--migrate': 'bring the schema of the database up to date, and end; other options follow',
};

export type ServerConfig = Static<typeof ServerConfigSchema>;
