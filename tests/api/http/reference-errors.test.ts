import type { AddressInfo } from 'node:net';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { createApp, HAPROXY_ALONE, neutronDialect } from '@lbaas/server/testing';
import { UnitOfWork } from '@lbaas/server/persistence';
import { type Client, type Fields, clientOf, created } from '../support/lbaas-v1-client.ts';
import {
  type LbaasApi,
  newMonitor,
  newNetwork,
  newPool,
  newVip,
  startLbaasApi,
} from '../support/lbaas-v1-fixture.ts';
import { type DocumentedOperation, atIds, operationsIn } from '../support/documented-operations.ts';
import { newFloatingIp, newOffice, newRouter } from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { answersIn, exchange } from '../wholesale/raw-exchange.ts';

interface Request {
  readonly query?: string;
  readonly body?: unknown;
  readonly client?: Client;
}

/** The types of 400 that a call is said to answer with. */
const typesOf = ({ operation }: DocumentedOperation): readonly string[] => {
  const schema = operation.responses['400']?.content?.['application/json']?.schema;
  const { properties } = schema as { properties: Fields };
  const error = properties['NeutronError'] as { properties: { type: { enum: readonly string[] } } };
  return error.properties.type.enum;
};

describe('Errors in the API reference', function () {
  this.timeout(120_000);
  const api = useLbaasApi();
  let ids: Readonly<Record<string, string>>;
  let tcpPool: string;
  let office: string;
  let bare: string;
  let officeNet: string;
  let undecided: LbaasApi;
  let listener: number;

  before(async () => {
    undecided = await startLbaasApi({
      providers: HAPROXY_ALONE.map((one) => ({ ...one, isDefault: false })),
    });
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    tcpPool = (await newPool(api, { protocol: 'TCP' })).id;
    const [monitor, network] = [await newMonitor(api), await newNetwork(api.one)];
    const port = created(await api.one.post('/ports', { port: { network_id: api.networkId } }));
    const { id: agent } = await api.agent();
    office = (await newOffice(api)).id;
    bare = (await newNetwork(api.admin, { 'router:external': true })).id;
    const [subnet] = (await api.admin.get(`/subnets?network_id=${office}`)).body['subnets'] as {
      cidr: string;
    }[];
    officeNet = String(subnet?.cidr).replace('/24', '');
    ids = {
      pools: pool.id,
      vips: vip.id,
      health_monitors: monitor.id,
      networks: network.id,
      subnets: api.subnetId,
      ports: port.id,
      agents: agent,
      routers: (await newRouter(api.one)).id,
      floatingips: (await newFloatingIp(api.one, { floating_network_id: office })).id,
    };
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    listener = (api.app.server.address() as AddressInfo).port;
  });
  after(() => undecided.stop());

  /** A caller of no project. */
  const nobody = (): Client => {
    const authenticate = async () => ({ projectId: '', roles: ['admin'], isAdmin: true });
    const logger = createLogger({ name: 'test', level: 'silent' });
    const unitOfWork = new UnitOfWork({ pool: api.pool });
    const authenticator = { challenge: 'Token', authenticate };
    return clientOf(
      createApp({ unitOfWork, authenticator, dialects: [neutronDialect(api.parts)], logger }),
      {},
    );
  };

  /** The example of the call with other fields. */
  const changed = ({ example = {} }: DocumentedOperation, fields: Fields): unknown => {
    const [[wrapper, inner] = ['', {}]] = Object.entries(example);
    const known = { ...(inner as Fields), ...own };
    const kept = Object.entries(inner as Fields).map(([name, value]) => [
      name,
      known[name as never] ?? value,
    ]);
    return { [wrapper]: { ...Object.fromEntries(kept), ...fields } };
  };
  let own: Fields = {};
  beforeEach(() => {
    own = {
      pool_id: ids['pools'],
      subnet_id: api.subnetId,
      network_id: ids['networks'],
      floating_network_id: office,
    };
  });

  /** What cannot be made of a text, in each place where the call takes something. */
  const nonsense = (call: DocumentedOperation): readonly Request[] => {
    const queries = (call.operation.parameters ?? []).filter((each) => each.in === 'query');
    const names = Object.keys(call.properties);
    return [
      // A filter that is not in the document where the list is one of another resource.
      { query: 'admin_state_up=nonsense' },
      ...queries.map(({ name }) => ({ query: `${encodeURIComponent(name)}=nonsense` })),
      ...names.map((name) => ({ body: changed(call, { [name]: 'nonsense' }) })),
    ];
  };

  /** Requests of which one at least is refused with the type. Those of most types come from the document. */
  const provocations: Readonly<Record<string, (call: DocumentedOperation) => readonly Request[]>> = {
    MalformedRequestBody: () => [{ body: '{' }],
    DryRunInvalid: () => [{ query: 'dry_run=maybe', body: {} }],
    DryRunNotSupported: () => [{ query: 'dry_run=true', body: {} }],
    BadRequest: (call) => [
      call.method === 'GET' ? { query: 'limit=x' } : { body: [] },
      { body: changed(call, { external_gateway_info: { network_id: ids['networks'] } }) },
      { body: changed(call, { floating_network_id: ids['networks'] }) },
    ],
    InvalidInput: (call) => [
      ...nonsense(call),
      { client: api.admin, body: changed(call, { floating_ip_address: officeNet }) },
    ],
    QuotaMissingTenant: () => [{ client: nobody() }],
    ProtocolMismatch: (call) => [{ body: changed(call, { pool_id: tcpPool }) }],
    DelayOrTimeoutInvalid: (call) => [{ body: changed(call, { delay: 1, timeout: 5 }) }],
    ServiceProviderNotFound: (call) => [{ body: changed(call, { provider: 'nobody' }) }],
    DefaultServiceProviderNotFound: (call) => [
      { client: undecided.one, body: changed(call, { subnet_id: undecided.subnetId }) },
    ],
    OutOfBoundsAllocationPool: (call) => [
      { body: changed(call, { allocation_pools: [{ start: '192.0.2.1', end: '192.0.2.9' }] }) },
    ],
    InvalidAllocationPool: (call) => [
      { body: changed(call, { allocation_pools: [{ start: '10.0.0.9', end: '10.0.0.1' }] }) },
    ],
    DNSNameServersExhausted: (call) => [
      { body: changed(call, { dns_nameservers: Array.from({ length: 6 }, (_, n) => `192.0.2.${n + 1}`) }) },
    ],
    HostRoutesExhausted: (call) => [
      {
        body: changed(call, {
          host_routes: Array.from({ length: 21 }, (_, n) => ({
            destination: `198.51.${n}.0/24`,
            nexthop: '10.1.0.9',
          })),
        }),
      },
    ],
    InvalidIpForNetwork: (call) => {
      const address = { ip_address: '192.0.2.1' };
      const gateway = { network_id: office, external_fixed_ips: [address] };
      return [
        { body: changed(call, { fixed_ips: [address] }) },
        { client: api.admin, body: changed(call, { external_gateway_info: gateway }) },
        { client: api.admin, body: changed(call, { floating_ip_address: '192.0.2.1' }) },
      ];
    },
    ExternalIpAddressExhausted: (call) => [{ body: changed(call, { floating_network_id: bare }) }],
  };

  const send = async (call: DocumentedOperation, request: Request): Promise<string> => {
    const at = atIds(call.path, ids)
      .replace('/v2.0', '')
      .replace(/\.json$/, '');
    const url = request.query === undefined ? at : `${at}?${request.query}`;
    const client = request.client ?? (/agents|quotas|audit/.test(url) ? api.admin : api.one);
    if (call.method === 'GET') return (await client.get(url)).type;
    if (call.method === 'DELETE') return sendDelete(url, request.body);
    const answer = call.method === 'POST' ? client.post(url, request.body) : client.put(url, request.body);
    return (await answer).type;
  };

  const sendDelete = async (url: string, payload: unknown): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? {});
    const answer = await api.app.inject({ method: 'DELETE', url: `/v2.0${url}`, headers, payload: text });
    return answer.json<{ NeutronError: { type: string } }>().NeutronError.type;
  };

  const withoutHost = async ({ method, path }: DocumentedOperation): Promise<string> => {
    const request = `${method} ${atIds(path, ids)} HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    const [answer] = answersIn(await exchange(listener, Buffer.from(request)));
    return (JSON.parse(answer?.text ?? '{}') as { NeutronError: { type: string } }).NeutronError.type;
  };

  const provoked = async (call: DocumentedOperation, type: string): Promise<readonly string[]> => {
    if (type === 'HTTPBadRequest') return [await withoutHost(call)];
    const types: string[] = [];
    for (const request of provocations[type]?.(call) ?? []) {
      types.push(await send(call, request));
      if (types.includes(type)) break;
    }
    return types;
  };

  it('name of the types of 400 only those that the call can answer with', async () => {
    const calls = await operationsIn(api.app);
    expect(calls.length).to.be.greaterThan(40);
    for (const call of calls) {
      for (const type of typesOf(call)) {
        expect(await provoked(call, type), `${call.method} ${call.path}`).to.include(type);
      }
    }
  });
});
