import { expect } from 'chai';
import { curlOf } from './curl.ts';
import { commandOf, neutronOf } from './neutron.ts';
import { type Step, idOf, resolve } from './step.ts';

const CALLER = { origin: 'http://127.0.0.1:9696', auth: 'noauth', projectId: 'demo', role: 'admin' } as const;

const POOL: Step = {
  key: 'pool',
  kind: 'pool',
  method: 'POST',
  path: ['/v2.0/lb/pools'],
  wrapper: 'pool',
  body: { name: "it's", protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: 's-1' },
  name: 'pool',
};
const VIP: Step = {
  key: 'vip',
  kind: 'vip',
  method: 'POST',
  path: ['/v2.0/lb/vips'],
  wrapper: 'vip',
  body: {
    pool_id: idOf('pool'),
    protocol_port: 80,
    connection_limit: -1,
    session_persistence: { type: 'APP_COOKIE', cookie_name: 'SID' },
    admin_state_up: false,
  },
  name: 'vip',
};
const FLOATING_IP: Step = {
  key: 'floatingip',
  kind: 'floatingip',
  method: 'POST',
  path: ['/v2.0/floatingips'],
  wrapper: 'floatingip',
  body: { floating_network_id: 'n-1', port_id: { ref: 'vip', field: 'port_id' } },
  name: 'floating IP',
};
const ASSOCIATION: Step = {
  key: 'association',
  kind: 'association',
  method: 'POST',
  path: ['/v2.0/lb/pools/', idOf('pool'), '/health_monitors'],
  wrapper: 'health_monitor',
  body: { id: 'm-1' },
  name: 'association',
};

describe('steps as calls', () => {
  it('puts answers in the place of references', () => {
    expect(resolve(ASSOCIATION, { pool: { id: 'p-1' } })).to.deep.equal({
      path: '/v2.0/lb/pools/p-1/health_monitors',
      body: { health_monitor: { id: 'm-1' } },
    });
    expect(() => resolve(VIP, {})).to.throw('no id of pool');
  });
});

describe('steps as curl calls', () => {
  it('keeps the answers that later calls need, and quotes whatever is typed', () => {
    const lines = curlOf([POOL, VIP, FLOATING_IP, ASSOCIATION], CALLER).split('\n');
    expect(lines.slice(0, 5)).to.deep.equal([
      'API=http://127.0.0.1:9696',
      'call() { curl -sS --fail-with-body -X "$1" "$API$2" \\',
      "  -H 'X-Project-Id: demo' -H 'X-Roles: admin' \\",
      `  -H 'Content-Type: application/json' \${3:+-d "$3"}; }`,
      '',
    ]);
    expect(lines.slice(5)).to.deep.equal([
      String.raw`POOL=$(call POST /v2.0/lb/pools '{"pool": {"name": "it'\''s", "protocol": "HTTP", "lb_method": "ROUND_ROBIN", "subnet_id": "s-1"}}' | jq -r .pool.id)`,
      `VIP_PORT_ID=$(call POST /v2.0/lb/vips '{"vip": {"pool_id": "'"$POOL"'", "protocol_port": 80, "connection_limit": -1, "session_persistence": {"type": "APP_COOKIE", "cookie_name": "SID"}, "admin_state_up": false}}' | jq -r .vip.port_id)`,
      `call POST /v2.0/floatingips '{"floatingip": {"floating_network_id": "n-1", "port_id": "'"$VIP_PORT_ID"'"}}'`,
      `call POST /v2.0/lb/pools/"$POOL"/health_monitors '{"health_monitor": {"id": "m-1"}}'`,
      '',
    ]);
  });

  it('asks for a token where the server does', () => {
    const text = curlOf([POOL], { ...CALLER, auth: 'token' });
    expect(text).to.contain('TOKEN=').and.to.contain('-H "X-Auth-Token: $TOKEN"');
    expect(text).not.to.contain('X-Roles');
  });
});

describe('steps as neutron commands', () => {
  it('makes the same objects', () => {
    const caller = { ...CALLER, projectId: 'admin' };
    const lines = neutronOf([POOL, VIP, FLOATING_IP, ASSOCIATION], caller).split('\n');
    expect(lines).to.deep.equal([
      'export OS_AUTH_TYPE=none OS_ENDPOINT=http://127.0.0.1:9696',
      '',
      String.raw`POOL=$(neutron lb-pool-create -f value -c id --name='it'\''s' --protocol=HTTP --lb-method=ROUND_ROBIN --subnet-id=s-1)`,
      'VIP=$(neutron lb-vip-create -f value -c id "$POOL" --protocol-port=80 --connection-limit=-1 --admin-state-down --session-persistence type=dict type=APP_COOKIE,cookie_name=SID)',
      'VIP_PORT_ID=$(neutron lb-vip-show -f value -c port_id "$VIP")',
      'neutron floatingip-create --port-id "$VIP_PORT_ID" n-1',
      'neutron lb-healthmonitor-associate m-1 "$POOL"',
      '',
    ]);
  });

  it('creates for the project that the page shows', () => {
    const text = neutronOf([{ ...VIP, body: { pool_id: 'p-1' } }, FLOATING_IP, ASSOCIATION], CALLER);
    expect(text).to.contain('lb-vip-create -f value -c id p-1 --tenant-id=demo');
    expect(text).to.contain('floatingip-create --tenant-id demo --port-id');
    expect(text.match(/tenant-id/g)).to.have.length(2);
  });

  it('has a command for each other change', () => {
    const step = (part: Partial<Step>): string =>
      commandOf({ ...VIP, path: ['/v2.0/lb/vips/', 'v-1'], ...part }).join(' ');
    expect(step({ method: 'DELETE' })).to.equal('lb-vip-delete v-1');
    expect(step({ method: 'PUT', body: { session_persistence: {}, admin_state_up: true } })).to.equal(
      'lb-vip-update v-1 --admin-state-up True --session-persistence action=clear',
    );
    const fip = { kind: 'floatingip', path: ['/v2.0/floatingips/', 'f-1'], method: 'PUT' } as const;
    expect(step({ ...fip, body: { port_id: null } })).to.equal('floatingip-disassociate f-1');
    expect(step({ ...fip, body: { port_id: 'p-1', fixed_ip_address: '10.0.0.2' } })).to.equal(
      'floatingip-associate --fixed-ip-address 10.0.0.2 f-1 p-1',
    );
    const path = ['/v2.0/lb/pools/', 'p-1', '/health_monitors/', 'm-1'];
    expect(step({ kind: 'association', method: 'DELETE', path })).to.equal(
      'lb-healthmonitor-disassociate m-1 p-1',
    );
  });
});
