import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  createApp,
  migratedDatabase,
  networkPart,
  neutronDialect,
  NoAuthenticator,
  translateConstraint,
} from '@lbaas/server/testing';
import { createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import {
  type Answer as ApiAnswer,
  type Client as ApiClient,
  type ErrorBody,
  clientOf,
} from './lbaas-v1-client.ts';

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly subnets: readonly string[];
  readonly admin_state_up: boolean;
  readonly shared: boolean;
  readonly 'router:external': boolean;
  readonly mtu: number;
  readonly 'provider:network_type': string;
  readonly 'provider:physical_network': string | null;
  readonly 'provider:segmentation_id': number | null;
}

export interface Subnet {
  readonly id: string;
  readonly cidr: string;
  readonly gateway_ip: string | null;
  readonly allocation_pools: readonly { readonly start: string; readonly end: string }[];
  readonly dns_nameservers: readonly string[];
  readonly host_routes: readonly { readonly destination: string; readonly nexthop: string }[];
}

export interface Port {
  readonly id: string;
  readonly name: string;
  readonly mac_address: string;
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
}

/** What an answer may contain; each test expects the parts that it needs. */
interface Body extends ErrorBody {
  readonly network: Network;
  readonly networks: readonly Network[];
  readonly subnet: Subnet;
  readonly subnets: readonly Subnet[];
  readonly port: Port;
  readonly ports: readonly Port[];
}

export type Answer = ApiAnswer<Body>;

/** The API as one project, or an admin, sees it. */
export type Client = ApiClient<Body>;

export interface NetworkApi {
  readonly admin: Client;
  project(id: string): Client;
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

/** So few that tests can use them up. */
const RANGES = {
  vxlan: [
    { min: 10, max: 11 },
    { min: 20, max: 20 },
  ],
  vlan: [{ physicalNetwork: 'trunk', min: 100, max: 101 }],
};

/** The network part of the API with its own database. */
export async function startNetworkApi(): Promise<NetworkApi> {
  const url = await migratedDatabase();
  const pool = createConnectionPool({ url, poolSize: 20 });
  const unitOfWork = new UnitOfWork({ pool, translate: translateConstraint });
  const app = createApp({
    unitOfWork,
    authenticator: new NoAuthenticator(),
    dialects: [
      neutronDialect([networkPart({ defaultNetworkType: 'local', defaultMtu: 1500, ranges: RANGES })]),
    ],
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  await app.ready();
  return {
    admin: clientOf<Body>(app, { 'x-project-id': 'admin-project' }),
    project: (id) => clientOf<Body>(app, { 'x-project-id': id, 'x-roles': 'member' }),
    query: (sql, params) => unitOfWork.statements((tx) => tx.query(sql, params)),
    stop: async () => {
      await app.close();
      await pool.end();
    },
  };
}

/** The network part of the API for a suite, with clients that work from the first test on. */
export interface NetworkSuite {
  readonly admin: Client;
  readonly alice: Client;
  readonly bob: Client;
  readonly query: NetworkApi['query'];
}

export function useNetworkApi(): NetworkSuite {
  let started: NetworkApi | undefined;
  before(async () => {
    started = await startNetworkApi();
  });
  after(() => started?.stop());
  const running = (): NetworkApi => {
    if (started === undefined) throw new Error('the API has not been started');
    return started;
  };
  const clientOfSuite = (choose: (api: NetworkApi) => Client): Client => ({
    get: (path) => choose(running()).get(path),
    post: (path, body) => choose(running()).post(path, body),
    put: (path, body) => choose(running()).put(path, body),
    delete: (path) => choose(running()).delete(path),
  });
  return {
    admin: clientOfSuite((api) => api.admin),
    alice: clientOfSuite((api) => api.project('alice')),
    bob: clientOfSuite((api) => api.project('bob')),
    query: (sql, params) => running().query(sql, params),
  };
}

function created(answer: Answer): Body {
  expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  return answer.body;
}

export const newNetwork = async (client: Client, fields: object = {}): Promise<Network> =>
  created(await client.post('/networks', { network: fields })).network;

export async function newSubnet(
  client: Client,
  networkId: string,
  cidr: string,
  fields: object = {},
): Promise<Subnet> {
  const ipVersion = cidr.includes(':') ? 6 : 4;
  const subnet = { network_id: networkId, ip_version: ipVersion, cidr, ...fields };
  return created(await client.post('/subnets', { subnet })).subnet;
}

export const newPort = async (client: Client, networkId: string, fields: object = {}): Promise<Port> =>
  created(await client.post('/ports', { port: { network_id: networkId, ...fields } })).port;

export const ipsOf = (port: Port): string[] => port.fixed_ips.map((ip) => ip.ip_address);
