import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Fields, refused, show } from '../support/lbaas-v1-client.ts';
import { associate, monitorBody, newMonitor, newPool, newSentPool } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('health monitors', () => {
  const api = useLbaasApi({ agent: { host: 'host-a' } });

  const post = (fields: Fields) => api.one.post('/lb/health_monitors', monitorBody(fields));
  const put = (id: string, fields: Fields) =>
    api.one.put(`/lb/health_monitors/${id}`, { health_monitor: fields });

  it('ask for no tunnel', async () => {
    refused(await post({ http_method: 'CONNECT' }), 400, 'HTTPBadRequest');
    const { id } = await newMonitor(api);
    refused(await put(id, { http_method: 'CONNECT' }), 400, 'HTTPBadRequest');
    expect((await newMonitor(api, { http_method: 'OPTIONS' }))['http_method']).to.equal('OPTIONS');
  });

  it('have every attribute, and their defaults', async () => {
    const { id, ...monitor } = await newMonitor(api, { delay: '5', timeout: '3', max_retries: '2' });
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(monitor).to.deep.equal({
      tenant_id: 'one',
      type: 'HTTP',
      delay: 5,
      timeout: 3,
      max_retries: 2,
      http_method: 'GET',
      url_path: '/',
      expected_codes: '200',
      admin_state_up: true,
      pools: [],
      revision_number: 1,
    });
  });

  it('show HTTP attributes for HTTP and HTTPS only', async () => {
    for (const type of ['HTTP', 'HTTPS', 'TCP', 'PING']) {
      const monitor = await newMonitor(api, { type, url_path: '/health' });
      expect(Object.hasOwn(monitor, 'url_path')).to.equal(type.startsWith('HTTP'));
      expect(Object.hasOwn(monitor, 'status')).to.equal(false);
    }
  });

  it('take lists and ranges of codes', async () => {
    for (const codes of ['200', '200,301 , 404', '200-299']) {
      expect(await newMonitor(api, { expected_codes: codes })).to.include({ expected_codes: codes });
    }
  });

  it('check delay and timeout together, also against what is stored', async () => {
    refused(await post({ delay: 2, timeout: 3 }), 400, 'DelayOrTimeoutInvalid');
    const { id } = await newMonitor(api, { delay: 5, timeout: 5 });
    refused(await put(id, { delay: 4 }), 400, 'DelayOrTimeoutInvalid');
    refused(await put(id, { timeout: 6 }), 400, 'DelayOrTimeoutInvalid');
    expect((await put(id, { delay: 9, timeout: 6 })).status).to.equal(200);
  });

  describe('refused', () => {
    const cases: readonly [string, Fields, string][] = [
      ['an unknown type', { type: 'UDP' }, 'HTTPBadRequest'],
      ['delay 0', { delay: 0, timeout: 0 }, 'HTTPBadRequest'],
      ['timeout -1', { timeout: -1 }, 'HTTPBadRequest'],
      ['a delay beyond what HAProxy counts', { delay: 2_147_484 }, 'HTTPBadRequest'],
      ['a delay that is no number', { delay: 'soon' }, 'InvalidInput'],
      ['no retries', { max_retries: 0 }, 'HTTPBadRequest'],
      ['11 retries', { max_retries: 11 }, 'HTTPBadRequest'],
      ['a method in lower case', { http_method: 'get' }, 'HTTPBadRequest'],
      ['a method with a directive', { http_method: 'GET\nuser root' }, 'HTTPBadRequest'],
      ['a method of 17 letters', { http_method: 'G'.repeat(17) }, 'HTTPBadRequest'],
      ['a path without a slash', { url_path: 'health' }, 'HTTPBadRequest'],
      ['a path with a blank', { url_path: '/a b' }, 'HTTPBadRequest'],
      ['a path with a line', { url_path: '/\n\tserver x 1.2.3.4' }, 'HTTPBadRequest'],
      ['a path with a line at its end', { url_path: '/x\n' }, 'HTTPBadRequest'],
      ['a path of 256 characters', { url_path: `/${'x'.repeat(255)}` }, 'HTTPBadRequest'],
      ['codes that are none', { expected_codes: 'ok' }, 'HTTPBadRequest'],
      ['a mix of a range and a list', { expected_codes: '200-299,301' }, 'HTTPBadRequest'],
      ['a name', { name: 'x' }, 'HTTPBadRequest'],
    ];
    for (const [what, fields, type] of cases) {
      it(what, async () => refused(await post(fields), 400, type));
    }

    it('a change of the type or the project', async () => {
      const { id } = await newMonitor(api);
      refused(await put(id, { type: 'TCP' }), 400, 'HTTPBadRequest');
      refused(await put(id, { tenant_id: 'one' }), 400, 'HTTPBadRequest');
      refused(await put(randomUUID(), { delay: 9 }), 404, 'HealthMonitorNotFound');
    });
  });

  describe('associated', () => {
    it('show up on both sides, with a status each', async () => {
      const [pool, monitor] = [await newPool(api), await newMonitor(api)];
      expect(await associate(api, pool.id, monitor.id)).to.deep.equal({ id: monitor.id, tenant_id: 'one' });
      const status = { status: 'ACTIVE', status_description: 'the pool has no VIP: nothing is served' };
      const shown = await show(api.one, `/lb/health_monitors/${monitor.id}`);
      expect(shown.pools).to.deep.equal([{ pool_id: pool.id, ...status }]);
      const path = `/lb/pools/${pool.id}/health_monitors`;
      expect(await show(api.one, `${path}/${monitor.id}`)).to.deep.equal({
        id: monitor.id,
        tenant_id: 'one',
      });
      expect((await api.one.get(path)).body.health_monitors).to.have.length(1);
      refused(await api.one.put(`${path}/${monitor.id}`, { health_monitor: {} }), 400, 'HTTPBadRequest');
    });

    it('are shared: a change wakes every device that uses them, and each association waits', async () => {
      const pools = [await newSentPool(api), await newSentPool(api), await newSentPool(api)];
      const monitor = await newMonitor(api);
      for (const pool of pools.slice(0, 2)) await associate(api, pool.id, monitor.id);
      for (const pool of pools) await api.report(pool.id);
      const before = await Promise.all(pools.map((pool) => api.generationOf(pool.id)));
      const changed = await put(monitor.id, { delay: 7, url_path: '/x' });
      expect(changed.body.health_monitor.pools.map((entry) => entry.status)).to.deep.equal([
        'PENDING_UPDATE',
        'PENDING_UPDATE',
      ]);
      const after = await Promise.all(pools.map((pool) => api.generationOf(pool.id)));
      expect(after.map((generation, index) => generation - (before[index] ?? 0))).to.deep.equal([1, 1, 0]);
    });

    it('wake nobody when nothing changes that is run', async () => {
      const pool = await newPool(api);
      const ping = await newMonitor(api, { type: 'PING' });
      await associate(api, pool.id, ping.id);
      const before = await api.generationOf(pool.id);
      await put(ping.id, { delay: 5, url_path: '/other' });
      expect(await api.generationOf(pool.id)).to.equal(before);
    });

    it('cannot be deleted, nor associated again', async () => {
      const [pool, monitor] = [await newPool(api), await newMonitor(api)];
      await associate(api, pool.id, monitor.id);
      const body = { health_monitor: { id: monitor.id, tenant_id: 'one' } };
      refused(
        await api.one.post(`/lb/pools/${pool.id}/health_monitors`, body),
        409,
        'PoolMonitorAssociationExists',
      );
      refused(await api.one.delete(`/lb/health_monitors/${monitor.id}`), 409, 'HealthMonitorInUse');
    });

    it('can be disassociated once, and deleted then', async () => {
      const [pool, monitor] = [await newPool(api), await newMonitor(api)];
      await associate(api, pool.id, monitor.id);
      const path = `/lb/pools/${pool.id}/health_monitors/${monitor.id}`;
      expect((await api.one.delete(path)).status).to.equal(204);
      refused(await api.one.delete(path), 404, 'PoolMonitorAssociationNotFound');
      refused(await api.one.get(path), 404, 'PoolMonitorAssociationNotFound');
      expect((await api.one.delete(`/lb/health_monitors/${monitor.id}`)).status).to.equal(204);
      refused(await api.one.delete(`/lb/health_monitors/${monitor.id}`), 404, 'HealthMonitorNotFound');
    });

    it('in bulk are all or none', async () => {
      const [pool, a, b] = [await newPool(api), await newMonitor(api), await newMonitor(api)];
      const bulk = (ids: readonly string[]) =>
        api.one.post(`/lb/pools/${pool.id}/health_monitors.json`, {
          health_monitors: ids.map((id) => ({ id })),
        });
      refused(await bulk([a.id, randomUUID()]), 404, 'HealthMonitorNotFound');
      expect((await bulk([a.id, b.id])).status).to.equal(201);
      expect((await show(api.one, `/lb/pools/${pool.id}`))['health_monitors']).to.have.members([a.id, b.id]);
    });

    it('keep to one project, whoever makes them', async () => {
      const { id: pool } = await newPool(api);
      const association = `/lb/pools/${pool}/health_monitors`;
      const foreign = await api.two.post('/lb/health_monitors', monitorBody());
      const mixed = { health_monitor: { id: foreign.body.health_monitor.id } };
      refused(await api.admin.post(association, mixed), 403, 'NotAuthorized');
      refused(await api.one.post(association, mixed), 404, 'HealthMonitorNotFound');
      const { id } = await newMonitor(api);
      const own = { health_monitor: { id, tenant_id: 'one' } };
      const answer = await api.admin.post(association, { health_monitor: { id } });
      expect([answer.status, answer.body]).to.deep.equal([201, own]);
      expect((await api.admin.get(`${association}/${id}`)).body).to.deep.equal(own);
    });

    it('are refused for what does not exist', async () => {
      const [pool, monitor] = [await newPool(api), await newMonitor(api)];
      const path = (id: string) => `/lb/pools/${id}/health_monitors`;
      const body = (id: unknown) => ({ health_monitor: { id } });
      refused(await api.one.post(path(pool.id), body(randomUUID())), 404, 'HealthMonitorNotFound');
      refused(await api.one.post(path(pool.id), body('x')), 400, 'HTTPBadRequest');
      refused(await api.one.post(path(pool.id), { health_monitor: {} }), 400, 'HTTPBadRequest');
      refused(await api.one.post(path(randomUUID()), body(monitor.id)), 404, 'PoolNotFound');
      refused(await api.one.post(path('x'), body(monitor.id)), 404, 'PoolNotFound');
      refused(await api.one.get(`${path(pool.id)}/x`), 404, 'PoolMonitorAssociationNotFound');
      refused(await api.one.get(path('x')), 404, 'PoolNotFound');
    });
  });
});
