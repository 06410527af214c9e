import { RpcError } from '@lbaas/common/contract';
import { asDeviceId } from '@lbaas/common/domain';
import { type Logger, createLogger, systemClock } from '@lbaas/common/runtime';
import {
  adminPart,
  AgentLoads,
  type Authenticator,
  type Cidr,
  createAgentMessageHandlers,
  createApp,
  DryRuns,
  type DryRunsOptions,
  HAPROXY_ALONE,
  Mover,
  lbaasV1,
  migratedDatabase,
  networkPart,
  neutronDialect,
  type NeutronPart,
  NoAuthenticator,
  overviewPart,
  Placer,
  poolResource,
  QUOTA_RESOURCES,
  routingPart,
  type QuotaLimits,
  Quotas,
  SCHEDULERS,
  sendAnew,
  type ServiceProvider,
  translateConstraint,
  UNLIMITED,
} from '@lbaas/server/testing';
import { type ConnectionPool, createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import { type AgentSeed, ApiAgents, type RegisteredAgent, type Report } from './api-agents.ts';
import { type App, type Client, type Fields, type Thing, clientOf, created } from './lbaas-v1-client.ts';

/** Much longer than any test in which an agent is alive. */
const AGENT_DOWN_AFTER_MS = 30_000;

/** The API of load balancers and networks over a database of its own, whose agents are played. */
export interface LbaasApi {
  readonly app: App;
  readonly parts: readonly NeutronPart[];
  /** Of its database. */
  readonly url: string;
  /** The pool that the application sends its statements through. */
  readonly pool: ConnectionPool;
  readonly admin: Client;
  /** A member of the project `one`, which owns `subnetId`. */
  readonly one: Client;
  readonly two: Client;
  readonly networkId: string;
  readonly subnetId: string;
  as(headers: Readonly<Record<string, string>>): Client;
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  readonly agents: ApiAgents;
  /** One more, registered. */
  agent(seed?: AgentSeed): Promise<RegisteredAgent>;
  /** What the hosting agent says of a device; without facts: that it shows the newest generation. */
  report(deviceId: string, report?: Report): Promise<void>;
  /** As the servers do with what waits for an agent. */
  place(deviceId: string): Promise<void>;
  generationOf(deviceId: string): Promise<number>;
  stop(): Promise<void>;
}

export interface LbaasApiOptions {
  /** Migrated. @default a database of its own on the server that all tests share */
  readonly url?: string;
  /** No call is refused because it had to wait, so results do not depend on how busy the machine is. */
  readonly isPatient?: true;
  /** @default none */
  readonly logger?: Logger;
  /** Default quotas of projects; those not named are unlimited. */
  readonly quotas?: Partial<QuotaLimits>;
  /** Prefixes that no member address may be in. */
  readonly forbiddenMembers?: readonly Cidr[];
  /** @default HAProxy alone */
  readonly providers?: readonly ServiceProvider[];
  /** What the agents say to `preview_device`. @default that there is no broker */
  readonly previewDevice?: DryRunsOptions['previewDevice'];
  /** @default one that accepts everybody */
  readonly authenticator?: Authenticator;
  /** Parts beside the usual ones. @default none */
  readonly more?: (needs: MoreNeeds) => readonly NeutronPart[];
}

export interface MoreNeeds {
  readonly unitOfWork: UnitOfWork;
  /** Of the database. */
  readonly url: string;
  /** The usual ones. */
  readonly parts: readonly NeutronPart[];
}

const UNLIMITED_QUOTAS = Object.fromEntries(
  QUOTA_RESOURCES.map((resource) => [resource, UNLIMITED]),
) as QuotaLimits;

/** In milliseconds. PostgreSQL still ends a deadlock after a second. */
const PATIENCE = ['statement_timeout', 'lock_timeout', 'query_timeout', 'idle_in_transaction_session_timeout']
  .map((name) => `&${name}=60000`)
  .join('');

export async function startLbaasApi(options: LbaasApiOptions = {}): Promise<LbaasApi> {
  const own = options.url ?? (await migratedDatabase());
  const url = `${own}${options.isPatient === true ? PATIENCE : ''}`;
  const pool = createConnectionPool({ url, poolSize: 20 });
  const unitOfWork = new UnitOfWork({ pool, translate: translateConstraint });
  const query: LbaasApi['query'] = (sql, params) => unitOfWork.statements((tx) => tx.query(sql, params));
  const loads = new AgentLoads(systemClock);
  const scheduler = SCHEDULERS['least-devices'];
  const { providers = HAPROXY_ALONE } = options;
  const placer = new Placer({ scheduler, loads, providers, agentDownAfterMs: AGENT_DOWN_AFTER_MS });
  const mover = new Mover({ scheduler, providers, agentDownAfterMs: AGENT_DOWN_AFTER_MS });
  const quotas = new Quotas({ ...UNLIMITED_QUOTAS, ...options.quotas });
  const agentDownAfterMs = AGENT_DOWN_AFTER_MS;
  const { previewDevice = nobody } = options;
  const dryRuns = new DryRuns({ unitOfWork, placer, providers, previewDevice });
  const pools = poolResource({ placer, providers, agentDownAfterMs });
  const usual: readonly NeutronPart[] = [
    networkPart({ defaultNetworkType: 'local', defaultMtu: 1500 }),
    lbaasV1({
      ...options,
      unitOfWork,
      placer,
      providers,
      dryRuns,
      quotas,
      inspectDevice: nobody,
      agentDownAfterMs,
    }),
    routingPart({ unitOfWork, placer, inspectDevice: nobody, agentDownAfterMs }),
    overviewPart({ unitOfWork, agentDownAfterMs }),
    adminPart({ unitOfWork, quotas, pools, agentDownAfterMs, mover, leaseS: null }),
  ];
  const parts = [...usual, ...(options.more?.({ unitOfWork, url, parts: usual }) ?? [])];
  const app = createApp({
    unitOfWork,
    quotas,
    dryRuns,
    authenticator: options.authenticator ?? new NoAuthenticator(),
    dialects: [neutronDialect(parts)],
    logger: options.logger ?? createLogger({ name: 'test', level: 'silent' }),
  });
  await app.ready();
  const admin = clientOf(app, {});
  const one = clientOf(app, memberOf('one'));
  const agents = new ApiAgents({ handlers: agentMessages(unitOfWork), query, admin });
  const network = await newNetwork(one);
  const subnet = await newSubnet(one, network.id, '10.1.0.0/24');
  return {
    app,
    parts,
    url,
    pool,
    admin,
    one,
    two: clientOf(app, memberOf('two')),
    networkId: network.id,
    subnetId: subnet.id,
    as: (headers) => clientOf(app, headers),
    query,
    agents,
    agent: (seed) => agents.register(seed),
    report: (deviceId, report) => agents.report(deviceId, report),
    place: async (deviceId) =>
      void (await unitOfWork.transaction((tx) => placer.place(tx, asDeviceId(deviceId)))),
    generationOf: (deviceId) => generationOf(query, deviceId),
    stop: async () => {
      await app.close();
      await pool.end();
    },
  };
}

/** What the servers do with what agents say; nobody is there to be sent anything. */
const agentMessages = (unitOfWork: UnitOfWork) =>
  createAgentMessageHandlers({
    unitOfWork,
    logger: createLogger({ name: 'test', level: 'silent' }),
    strays: { takeDown: () => Promise.resolve() },
    echoes: { send: () => undefined },
    refusals: { tell: () => Promise.resolve() },
    providers: HAPROXY_ALONE,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
    leaseS: null,
  });

/** The agents of these tests have no machine to look at. */
export const nobody = () => Promise.reject(new RpcError('disconnected', 'no broker here'));

export const memberOf = (project: string) => ({ 'x-project-id': project, 'x-roles': 'member' });

async function generationOf(query: LbaasApi['query'], deviceId: string): Promise<number> {
  const [row] = await query<{ generation: number }>('SELECT generation FROM devices WHERE id = $1', [
    deviceId,
  ]);
  return row?.generation ?? 0;
}

export const newPool = async (api: LbaasApi, fields: Fields = {}, client = api.one): Promise<Thing> =>
  created(
    await client.post('/lb/pools', {
      pool: {
        name: 'web',
        protocol: 'HTTP',
        lb_method: 'ROUND_ROBIN',
        subnet_id: api.subnetId,
        ...fields,
      },
    }),
  );

/** A pool whose placement is not idle, although it has no VIP: its agent is sent each change. */
export async function newSentPool(api: LbaasApi, fields: Fields = {}): Promise<Thing> {
  const pool = await newPool(api, fields);
  await sendAnew(api, pool.id);
  return pool;
}

export const vipBody = (api: LbaasApi, poolId: string, fields: Fields = {}) => ({
  vip: {
    name: 'front',
    protocol: 'HTTP',
    protocol_port: 80,
    subnet_id: api.subnetId,
    pool_id: poolId,
    ...fields,
  },
});

export const newVip = async (api: LbaasApi, poolId: string, fields: Fields = {}): Promise<Thing> =>
  created(await api.one.post('/lb/vips', vipBody(api, poolId, fields)));

export const memberBody = (poolId: string, address: string, fields: Fields = {}) => ({
  member: { pool_id: poolId, address, protocol_port: 8080, ...fields },
});

export const newMember = async (
  api: LbaasApi,
  poolId: string,
  address: string,
  fields: Fields = {},
): Promise<Thing> => created(await api.one.post('/lb/members', memberBody(poolId, address, fields)));

export const monitorBody = (fields: Fields = {}) => ({
  health_monitor: { type: 'HTTP', delay: 5, timeout: 3, max_retries: 2, ...fields },
});

export const newMonitor = async (api: LbaasApi, fields: Fields = {}): Promise<Thing> =>
  created(await api.one.post('/lb/health_monitors', monitorBody(fields)));

export const associate = async (api: LbaasApi, poolId: string, monitorId: string): Promise<Thing> =>
  created(await api.one.post(`/lb/pools/${poolId}/health_monitors`, { health_monitor: { id: monitorId } }));

export const newNetwork = async (client: Client, fields: Fields = {}): Promise<Thing> =>
  created(await client.post('/networks', { network: fields }));

export const newSubnet = async (client: Client, networkId: string, cidr: string): Promise<Thing> =>
  created(
    await client.post('/subnets', {
      subnet: { network_id: networkId, ip_version: cidr.includes(':') ? 6 : 4, cidr },
    }),
  );
