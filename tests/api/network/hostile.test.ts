import { expect } from 'chai';
import fc from 'fast-check';
import { runs } from '../support/fuzz.ts';
import {
  type Answer,
  type Client,
  type NetworkApi,
  newNetwork,
  newPort,
  newSubnet,
  startNetworkApi,
} from '../support/network-fixture.ts';

const NAMES = {
  networks: [
    'name',
    'admin_state_up',
    'shared',
    'router:external',
    'mtu',
    'tenant_id',
    'id',
    'subnets',
    'provider:network_type',
    'provider:physical_network',
    'provider:segmentation_id',
  ],
  subnets: [
    'name',
    'network_id',
    'ip_version',
    'cidr',
    'gateway_ip',
    'allocation_pools',
    'dns_nameservers',
    'host_routes',
    'enable_dhcp',
    'tenant_id',
  ],
  ports: [
    'name',
    'network_id',
    'admin_state_up',
    'mac_address',
    'fixed_ips',
    'device_id',
    'device_owner',
    'status',
  ],
} as const;

type Collection = keyof typeof NAMES;

const SPECIAL = [
  '',
  '0',
  'null',
  'None',
  '\u0000',
  '\uD800',
  '💥',
  "'; DROP TABLE ports; --",
  '$1',
  '%',
  '../..',
  '__proto__',

  '10.0.0.5',
  '10.0.0.1',
  '10.0.0.255',
  '999.1.1.1',
  '0.0.0.0',
  '255.255.255.255',
  '::',
  '::ffff:10.0.0.5',
  'fe80::1%lo',

  '10.0.0.0/24',
  '10.9.0.0/16',
  '0.0.0.0/0',
  '10.0.0.0/33',
  '::/0',
  '2001:db8::/64',
  '2001:db8::/128',
  '255.255.255.255/32',

  '10.8.0.0/31',
  '10.8.0.4/32',
  'ffff:ffff:ffff:ffff::/64',
  'fd00::/7',
  'fa:16:3e:00:00:01',
  'ff:ff:ff:ff:ff:ff',
  'flat',
  'local',
  'vxlan',
  'True',
  '4',
  '6',
  '-1',
  '1e999',
  '9'.repeat(400),
] as const;

describe('hostile input to the network service', function () {
  this.timeout(120_000);
  let api: NetworkApi;
  let clients: readonly Client[];
  let ids: Readonly<Record<Collection, string>>;

  before(async () => {
    api = await startNetworkApi();
    clients = [api.admin, api.project('alice')];
    const network = await newNetwork(api.admin, { shared: true });
    const subnet = await newSubnet(api.admin, network['id'], '10.0.0.0/24');
    const port = await newPort(api.admin, network['id']);
    ids = { networks: network['id'], subnets: subnet['id'], ports: port['id'] };
  });
  after(() => api.stop());

  const known = fc.constantFrom<Collection>('networks', 'subnets', 'ports');
  const scalar = (): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom<unknown>(...SPECIAL) },
      { weight: 2, arbitrary: known.map((name) => ids[name]) },
      fc.constantFrom<unknown>(null, true, false, 0, 4, 6, -1, 1500, 2 ** 31, 2 ** 53, 1e308, {}, []),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.ipV4(),
      fc.ipV6(),
    );
  const entry = (): fc.Arbitrary<unknown> =>
    fc.dictionary(
      fc.constantFrom('start', 'end', 'destination', 'nexthop', 'subnet_id', 'ip_address', 'x', '__proto__'),
      scalar(),
      { maxKeys: 3 },
    );
  const value = (): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 3, arbitrary: scalar() }, fc.array(fc.oneof(entry(), scalar()), { maxLength: 8 }));

  const fieldsOf = (collection: Collection): fc.Arbitrary<Record<string, unknown>> => {
    const wanted = fc.dictionary(fc.constantFrom(...NAMES[collection]), value(), { maxKeys: 3 });
    const needed = {
      networks: {},
      subnets: { network_id: ids.networks, ip_version: 4, cidr: '10.7.0.0/24' },
      ports: { network_id: ids.networks },
    }[collection];
    return wanted.map((fields) => ({ ...needed, ...fields }));
  };

  function expectAnswer(answer: Answer): void {
    expect(answer.status, JSON.stringify(answer.body)).to.be.within(200, 499);
    if (answer.status >= 400) expect(answer.type).to.match(/^[A-Z]\w+$/);
  }

  const singular = (collection: Collection): string => collection.slice(0, -1);

  it('is answered below 500 when it comes as attributes', async () => {
    const request = known.chain((collection) =>
      fc.record({
        collection: fc.constant(collection),
        fields: fieldsOf(collection),
        who: fc.nat(1),
        put: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(request, async ({ collection, fields, who, put }) => {
        const client = clients[who] ?? api.admin;
        const body = { [singular(collection)]: fields };
        const answer = put
          ? await client.put(`/${collection}/${ids[collection]}`, body)
          : await client.post(`/${collection}`, body);
        expectAnswer(answer);
      }),
      runs(100),
    );
  });

  it('is answered below 500 when the body has any shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        known,
        fc.jsonValue({ maxDepth: 3 }),
        fc.boolean(),
        async (collection, json, wrapped) => {
          const body = wrapped ? { [singular(collection)]: json } : json;
          expectAnswer(await api.admin.post(`/${collection}`, body));
          expectAnswer(await api.admin.post(`/${collection}`, { [collection]: json }));
          expectAnswer(await api.admin.put(`/${collection}/${ids[collection]}`, body));
        },
      ),
      runs(50),
    );
  });

  it('is answered below 500 when it comes as a query', async () => {
    const name = known.chain((collection) =>
      fc.tuple(
        fc.constant(collection),
        fc.array(
          fc.tuple(
            fc.constantFrom(
              ...NAMES[collection],
              'fields',
              'limit',
              'marker',
              'sort_key',
              'sort_dir',
              'page_reverse',
            ),
            fc.oneof(
              fc.constantFrom(
                ...SPECIAL.filter((text) => text !== '\uD800'),
                'ip_address=10.0.0.2',
                'subnet_id=x',
                'asc',
              ),
              fc.string({ unit: 'grapheme', maxLength: 60 }),
            ),
          ),
          { maxLength: 5 },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(name, async ([collection, pairs]) => {
        const query = pairs
          .map(([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
          .join('&');
        for (const client of clients) expectAnswer(await client.get(`/${collection}?${query}`));
      }),
      runs(100),
    );
  });

  it('leaves the service as it was', async () => {
    for (const collection of Object.keys(NAMES) as Collection[]) {
      const { status } = await api.admin.get(`/${collection}/${ids[collection]}`);
      expect(status).to.equal(200);
    }
  });
});
