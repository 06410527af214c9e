import { expect } from 'chai';
import { type Answer, type Fields, refused } from '../support/lbaas-v1-client.ts';
import { memberBody, monitorBody, newPool, newVip, vipBody } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

type Kind = 'pool' | 'vip' | 'member' | 'health_monitor' | 'network' | 'subnet' | 'port';

/** What null does to each attribute: `taken`, or the type of the refusal. */
const NULLS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  pool: {
    name: 'HTTPBadRequest',
    description: 'HTTPBadRequest',
    subnet_id: 'HTTPBadRequest',
    protocol: 'HTTPBadRequest',
    lb_method: 'HTTPBadRequest',
    provider: 'HTTPBadRequest',
    health_monitors: 'taken',
    admin_state_up: 'InvalidInput',
    tenant_id: 'HTTPBadRequest',
  },
  vip: {
    name: 'HTTPBadRequest',
    description: 'HTTPBadRequest',
    subnet_id: 'HTTPBadRequest',
    address: 'taken',
    protocol_port: 'InvalidInput',
    protocol: 'HTTPBadRequest',
    pool_id: 'HTTPBadRequest',
    session_persistence: 'taken',
    connection_limit: 'InvalidInput',
    admin_state_up: 'InvalidInput',
    tenant_id: 'HTTPBadRequest',
  },
  member: {
    pool_id: 'HTTPBadRequest',
    address: 'HTTPBadRequest',
    protocol_port: 'InvalidInput',
    weight: 'InvalidInput',
    admin_state_up: 'InvalidInput',
    tenant_id: 'HTTPBadRequest',
  },
  health_monitor: {
    type: 'HTTPBadRequest',
    delay: 'InvalidInput',
    timeout: 'InvalidInput',
    max_retries: 'InvalidInput',
    http_method: 'HTTPBadRequest',
    url_path: 'HTTPBadRequest',
    expected_codes: 'HTTPBadRequest',
    admin_state_up: 'InvalidInput',
    tenant_id: 'HTTPBadRequest',
  },
  network: { name: 'HTTPBadRequest', admin_state_up: 'InvalidInput', mtu: 'InvalidInput' },
  subnet: {
    name: 'HTTPBadRequest',
    network_id: 'HTTPBadRequest',
    ip_version: 'InvalidInput',
    cidr: 'HTTPBadRequest',
    gateway_ip: 'taken',
    allocation_pools: 'HTTPBadRequest',
    dns_nameservers: 'taken',
    host_routes: 'taken',
    enable_dhcp: 'InvalidInput',
  },
  port: {
    name: 'HTTPBadRequest',
    network_id: 'HTTPBadRequest',
    mac_address: 'HTTPBadRequest',
    fixed_ips: 'InvalidInput',
    device_id: 'HTTPBadRequest',
    security_groups: 'taken',
  },
};

const PATHS: Readonly<Record<Kind, string>> = {
  pool: '/lb/pools',
  vip: '/lb/vips',
  member: '/lb/members',
  health_monitor: '/lb/health_monitors',
  network: '/networks',
  subnet: '/subnets',
  port: '/ports',
};

describe('values', () => {
  const api = useLbaasApi({ agent: {} });

  let count = 0;
  async function valid(kind: Kind): Promise<Fields> {
    count += 1;
    switch (kind) {
      case 'pool':
        return { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId };
      case 'vip':
        return vipBody(api, (await newPool(api)).id).vip;
      case 'member':
        return memberBody((await newPool(api)).id, '10.1.0.9').member;
      case 'health_monitor':
        return monitorBody().health_monitor;
      case 'network':
        return {};
      case 'subnet':
        return { network_id: api.networkId, ip_version: 4, cidr: `10.77.${count % 256}.0/24` };
      case 'port':
        return { network_id: api.networkId };
    }
  }

  const post = async (kind: Kind, fields: Fields, client = api.one): Promise<Answer> =>
    client.post(PATHS[kind], { [kind]: { ...(await valid(kind)), ...fields } });

  for (const [kind, attributes] of Object.entries(NULLS) as [Kind, Readonly<Record<string, string>>][]) {
    it(`of null are taken or refused, attribute by attribute: ${kind}`, async () => {
      for (const [name, outcome] of Object.entries(attributes)) {
        const { status, type } = await post(kind, { [name]: null });
        expect(status === 201 ? 'taken' : type, name).to.equal(outcome);
      }
    });
  }

  const lengths: readonly (readonly [Kind, string, number, (length: number) => string])[] = [
    ...(['pool', 'vip'] as const).flatMap((kind) =>
      ['name', 'description'].map((name) => [kind, name, 255, (n: number) => 'x'.repeat(n)] as const),
    ),
    ...(['network', 'subnet', 'port'] as const).map(
      (kind) => [kind, 'name', 255, (n: number) => 'x'.repeat(n)] as const,
    ),
    ['port', 'device_id', 255, (n) => 'x'.repeat(n)],
    ['port', 'device_owner', 255, (n) => 'x'.repeat(n)],
    ['health_monitor', 'http_method', 16, (n) => 'G'.repeat(n)],
    ['health_monitor', 'url_path', 255, (n) => `/${'x'.repeat(n - 1)}`],
  ];
  for (const [kind, name, longest, text] of lengths) {
    it(`of texts are cut nowhere and bounded: ${kind} ${name}`, async () => {
      const taken = await post(kind, { [name]: text(longest) });
      expect(taken.status, JSON.stringify(taken.body)).to.equal(201);
      expect((taken.body[kind] as Fields)[name]).to.equal(text(longest));
      refused(await post(kind, { [name]: text(longest + 1) }), 400, 'HTTPBadRequest');
    });
  }

  it('of projects, cookies and codes are bounded too', async () => {
    for (const kind of Object.keys(PATHS) as Kind[]) {
      refused(await post(kind, { tenant_id: 'x'.repeat(256) }, api.admin), 400, 'HTTPBadRequest');
      refused(await post(kind, { tenant_id: '' }, api.admin), 400, 'HTTPBadRequest');
      refused(await post(kind, { tenant_id: '' }), 400, 'HTTPBadRequest');
    }
    const cookie = (length: number) => ({
      session_persistence: { type: 'APP_COOKIE', cookie_name: 'x'.repeat(length) },
    });
    expect((await post('vip', cookie(255))).status).to.equal(201);
    refused(await post('vip', cookie(256)), 400, 'HTTPBadRequest');
    const codes = (number: number) => ({
      expected_codes: Array.from({ length: number }, () => '200').join(),
    });
    expect((await post('health_monitor', codes(12))).status).to.equal(201);
    for (const wrong of [codes(17), { expected_codes: '299-200' }, { expected_codes: '600' }]) {
      refused(await post('health_monitor', wrong), 400, 'HTTPBadRequest');
    }
  });

  it('of numbers have no other base, fraction or exponent as text', async () => {
    for (const text of ['0x50', '8e1', '80.0', '80,0', '٨٠', '', ' ', 'eighty']) {
      refused(await post('member', { protocol_port: text }), 400, 'InvalidInput');
    }
    for (const [sent, stored] of [
      ['+80', 80],
      [' 0080 ', 80],
      [80.9, 80],
      [true, 1],
    ] as const) {
      const { body } = await post('member', { protocol_port: sent });
      expect(body.member['protocol_port']).to.equal(stored);
    }
    for (const port of [0, '0', -1, 65_536, '65536', 0.5, false]) {
      refused(await post('member', { protocol_port: port }), 400, 'HTTPBadRequest');
      refused(await post('vip', { protocol_port: port }), 400, 'HTTPBadRequest');
    }
  });

  it('leave as numbers and booleans, however they came', async () => {
    const pool = await newPool(api, { admin_state_up: 'False' });
    const vip = await newVip(api, pool.id, {
      protocol_port: '8080',
      connection_limit: '100',
      admin_state_up: '1',
    });
    const { body } = await post('member', { protocol_port: '80', weight: '2' });
    const monitor = await post('health_monitor', { delay: '5', timeout: '3', max_retries: '2' });
    expect(pool['admin_state_up']).to.equal(false);
    expect(vip).to.include({ protocol_port: 8080, connection_limit: 100, admin_state_up: true });
    expect(body.member).to.include({ protocol_port: 80, weight: 2 });
    expect(monitor.body.health_monitor).to.include({ delay: 5, timeout: 3, max_retries: 2 });
  });
});
