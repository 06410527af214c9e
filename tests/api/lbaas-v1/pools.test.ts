import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  associate,
  newMember,
  newMonitor,
  newPool,
  newSentPool,
  newVip,
} from '../support/lbaas-v1-fixture.ts';
import { type Fields, refused, show } from '../support/lbaas-v1-client.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('pools', () => {
  const api = useLbaasApi({ agent: { host: 'host-a' } });

  const post = (fields: Fields) => api.one.post('/lb/pools', { pool: fields });
  const valid = () => ({ protocol: 'TCP', lb_method: 'SOURCE_IP', subnet_id: api.subnetId });

  it('have every attribute, and their defaults', async () => {
    const { id, ...pool } = await newPool(api, { name: 'web' });
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(pool).to.deep.equal({
      tenant_id: 'one',
      vip_id: null,
      name: 'web',
      description: '',
      subnet_id: api.subnetId,
      protocol: 'HTTP',
      provider: 'haproxy',
      lb_method: 'ROUND_ROBIN',
      members: [],
      health_monitors: [],
      health_monitors_status: [],
      admin_state_up: true,
      status: 'ACTIVE',
      status_description: 'the pool has no VIP: nothing is served',
      revision_number: 1,
    });
  });

  it('take what clients send: strings for booleans, an empty provider, ignored monitors', async () => {
    const pool = await newPool(api, {
      admin_state_up: 'False',
      provider: '',
      health_monitors: [randomUUID()],
    });
    expect(pool).to.include({ admin_state_up: false, provider: 'haproxy' });
    expect(pool['health_monitors']).to.deep.equal([]);
    expect(await newPool(api, { provider: 'HAProxy' })).to.include({ provider: 'haproxy' });
    expect(await newPool(api, { health_monitors: null })).to.include({ name: 'web' });
  });

  it('list their VIP, members and monitors', async () => {
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const members = [
      await newMember(api, pool.id, '10.1.0.201'),
      await newMember(api, pool.id, '10.1.0.202'),
    ];
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const shown = await show(api.one, `/lb/pools/${pool.id}`);
    expect(shown['vip_id']).to.equal(vip.id);
    expect(shown.members).to.deep.equal(members.map((member) => member.id).sort());
    expect(shown['health_monitors']).to.deep.equal([monitor.id]);
    expect(shown.health_monitors_status).to.deep.equal([
      {
        monitor_id: monitor.id,
        status: 'PENDING_CREATE',
        status_description: 'waiting for agent host-a to confirm',
      },
    ]);
  });

  it('change what PUT names, and nothing else', async () => {
    const pool = await newPool(api, { name: 'old', description: 'kept' });
    const answer = await api.one.put(`/lb/pools/${pool.id}`, {
      pool: { name: 'new', lb_method: 'LEAST_CONNECTIONS', health_monitors: [] },
    });
    expect(answer.status).to.equal(200);
    expect(answer.body.pool).to.deep.equal({
      ...pool,
      name: 'new',
      lb_method: 'LEAST_CONNECTIONS',
      revision_number: 2,
    });
  });

  it('do not wake their device for a name, a description or an equal value', async () => {
    const { id } = await newPool(api);
    const before = await api.generationOf(id);
    await api.one.put(`/lb/pools/${id}`, { pool: { name: 'x', description: 'y', lb_method: 'ROUND_ROBIN' } });
    expect(await api.generationOf(id)).to.equal(before);
    await api.one.put(`/lb/pools/${id}`, { pool: { admin_state_up: false } });
    expect(await api.generationOf(id)).to.equal(before + 1);
  });

  it('have four counters, summed over the epochs, the active ones of the newest', async () => {
    const { id } = await newPool(api);
    const zeros = { bytes_in: 0, bytes_out: 0, active_connections: 0, total_connections: 0 };
    expect((await api.one.get(`/lb/pools/${id}/stats`)).body).to.deep.equal({ stats: zeros });
    const first = { bytes_in: 10, bytes_out: 20, active_connections: 3, total_connections: 40 };
    await api.agents.reportTotals(id, first);
    await api.agents.lose(id);
    const second = { active_connections: 5, total_connections: 400 };
    await api.agents.reportTotals(id, { bytes_in: 100, bytes_out: Number.MAX_SAFE_INTEGER, ...second });
    expect((await api.one.get(`/lb/pools/${id}/stats.json?fields=bytes_in`)).body).to.deep.equal({
      stats: { bytes_in: 110, bytes_out: 9007199254740991, active_connections: 5, total_connections: 440 },
    });
  });

  describe('deleted', () => {
    it('are gone at once, with members, associations and statistics; monitors stay', async () => {
      const { id } = await newPool(api);
      const member = await newMember(api, id, '10.1.0.211');
      const monitor = await newMonitor(api);
      await associate(api, id, monitor.id);
      expect((await api.one.delete(`/lb/pools/${id}`)).status).to.equal(204);
      refused(await api.one.get(`/lb/pools/${id}`), 404, 'PoolNotFound');
      refused(await api.one.get(`/lb/members/${member.id}`), 404, 'MemberNotFound');
      refused(await api.one.delete(`/lb/pools/${id}`), 404, 'PoolNotFound');
      expect((await show(api.one, `/lb/health_monitors/${monitor.id}`)).pools).to.deep.equal([]);
    });

    it('leave a device that waits for its agent to confirm, if that has been sent it', async () => {
      const [sent, idle] = [await newSentPool(api), await newPool(api)];
      for (const { id } of [sent, idle]) await api.one.delete(`/lb/pools/${id}`);
      const rows = await api.query(
        `SELECT d.id, d.deleting, p.wanted FROM devices d LEFT JOIN placements p ON p.device_id = d.id
         WHERE d.id IN ($1, $2)`,
        [sent.id, idle.id],
      );
      expect(rows).to.deep.equal([{ id: sent.id, deleting: true, wanted: 'absent' }]);
    });

    it('are refused with a VIP, and nothing changes', async () => {
      const { id } = await newPool(api);
      await newVip(api, id);
      const before = await api.generationOf(id);
      refused(await api.one.delete(`/lb/pools/${id}`), 409, 'PoolInUse');
      expect(await api.generationOf(id)).to.equal(before);
      expect((await api.one.get(`/lb/pools/${id}`)).status).to.equal(200);
    });
  });

  describe('refused', () => {
    const cases: readonly [string, Fields, string][] = [
      ['an unknown protocol', { protocol: 'UDP' }, 'HTTPBadRequest'],
      ['a protocol in lower case', { protocol: 'http' }, 'HTTPBadRequest'],
      ['an unknown method', { lb_method: 'RANDOM' }, 'HTTPBadRequest'],
      ['a subnet id in capitals', { subnet_id: randomUUID().toUpperCase() }, 'HTTPBadRequest'],
      ['a name that is no string', { name: 7 }, 'HTTPBadRequest'],
      ['a name of null', { name: null }, 'HTTPBadRequest'],
      ['a name of 256 characters', { name: 'x'.repeat(256) }, 'HTTPBadRequest'],
      ['a name with NUL', { name: 'a\0b' }, 'HTTPBadRequest'],
      ['half a surrogate pair', { name: '\ud800' }, 'HTTPBadRequest'],
      ['a state that is no boolean', { admin_state_up: 'maybe' }, 'InvalidInput'],
      ['an unknown provider', { provider: 'f5' }, 'ServiceProviderNotFound'],
      ['monitors that are no UUIDs', { health_monitors: ['x'] }, 'HTTPBadRequest'],
      ['an unknown attribute', { colour: 'red' }, 'HTTPBadRequest'],
      ['a read-only attribute', { status: 'ACTIVE' }, 'HTTPBadRequest'],
    ];
    for (const [what, fields, type] of cases) {
      it(what, async () => refused(await post({ ...valid(), ...fields }), 400, type));
    }

    it('a subnet that does not exist', async () => {
      refused(await post({ ...valid(), subnet_id: randomUUID() }), 404, 'SubnetNotFound');
    });

    it('without a required attribute', async () => {
      for (const name of ['protocol', 'lb_method', 'subnet_id']) {
        const { [name]: _, ...rest } = valid() as Fields;
        const answer = await post(rest);
        refused(answer, 400, 'HTTPBadRequest');
        expect(answer.body.NeutronError.message).to.include(name);
      }
    });

    it('changes of what is fixed', async () => {
      const { id } = await newPool(api);
      for (const name of [
        'id',
        'tenant_id',
        'subnet_id',
        'protocol',
        'provider',
        'members',
        'status',
        'vip_id',
      ]) {
        refused(await api.one.put(`/lb/pools/${id}`, { pool: { [name]: 'one' } }), 400, 'HTTPBadRequest');
      }
    });
  });

  it('take 255 characters, counted as characters', async () => {
    expect(await newPool(api, { name: '\u{1f600}'.repeat(255) })).to.include({ tenant_id: 'one' });
  });

  it('leave a trail', async () => {
    const { id } = await newPool(api);
    await api.one.put(`/lb/pools/${id}`, { pool: { name: 'x' } });
    await api.one.delete(`/lb/pools/${id}`);
    const rows = await api.query<{ action: string; request_id: string }>(
      `SELECT action, request_id, project_id FROM audit_log WHERE resource_type = 'pool' AND resource_id = $1 ORDER BY id`,
      [id],
    );
    expect(rows.map((row) => row.action)).to.deep.equal(['create', 'update', 'delete']);
    for (const row of rows) expect(row.request_id).to.match(/^req-[0-9a-f-]{36}$/);
  });
});
