import { createLogger } from '@lbaas/common/runtime';
import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import { NoAuthenticator, createApp } from '../../packages/server/src/api/index.ts';
import { networkModule } from '../../packages/server/src/api/network/index.ts';
import { UnitOfWork, createPool, migrate } from '../../packages/server/src/persistence/index.ts';
import { translateConstraint } from '../../packages/server/src/usecases/constraint-errors.ts';
import { checkAnswer } from './answer-check.ts';

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

/** What an answer may hold; which of it is there is for the test to expect. */
interface Body {
  readonly network: Network;
  readonly networks: readonly Network[];
  readonly subnet: Subnet;
  readonly subnets: readonly Subnet[];
  readonly port: Port;
  readonly ports: readonly Port[];
  readonly NeutronError?: { readonly type: string };
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
  /** `NeutronError.type`, or '' when it is none. */
  readonly type: string;
}

/** What one project, or an admin, sees of the API. */
export interface Client {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

export interface NetworkApi {
  readonly admin: Client;
  project(id: string): Client;
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

/** The network part of the API over a database of its own. */
export async function startNetworkApi(): Promise<NetworkApi> {
  const url = await freshDatabase();
  await migrate(url);
  const pool = createPool({ url, poolSize: 20 });
  const unitOfWork = new UnitOfWork({ pool, translate: translateConstraint });
  const app = createApp({
    unitOfWork,
    authenticator: new NoAuthenticator(),
    modules: [networkModule({ defaultNetworkType: 'local', defaultMtu: 1500 })],
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  await app.ready();
  return {
    admin: clientOf(app, { 'x-project-id': 'admin-project' }),
    project: (id) => clientOf(app, { 'x-project-id': id, 'x-roles': 'member' }),
    query: (sql, params) => unitOfWork.read((tx) => tx.query(sql, params)),
    stop: async () => {
      await app.close();
      await pool.end();
    },
  };
}

/** A client that sends these headers, without a socket. Every answer must be one that the API reference foresees. */
function clientOf(app: ReturnType<typeof createApp>, headers: Readonly<Record<string, string>>): Client {
  const send = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => {
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    const content = { 'content-type': 'application/json' };
    const answer = await app.inject({
      method,
      url: `/v2.0${path}`,
      headers: { ...headers, ...(body === undefined ? {} : content) },
      ...payload,
    });
    const parsed = JSON.parse(answer.body === '' ? '{}' : answer.body) as Body;
    const { statusCode: status } = answer;
    await checkAnswer(app, { method, url: `/v2.0${path}`, status, body: parsed, request: body });
    return { status, body: parsed, type: parsed.NeutronError?.type ?? '' };
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path) => send('DELETE', path),
  };
}

function created(answer: Answer): Body {
  expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  return answer.body;
}

export function refused(answer: Answer, status: number, type: string): void {
  expect({ status: answer.status, type: answer.type }, JSON.stringify(answer.body)).to.deep.equal({
    status,
    type,
  });
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
