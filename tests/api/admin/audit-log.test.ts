import { expect } from 'chai';
import { type Thing, refused } from '../support/lbaas-v1-client.ts';
import { newMonitor, newPool } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

interface Entry {
  readonly id: number;
  readonly [attribute: string]: unknown;
}

describe('the audit log', () => {
  const api = useLbaasApi();
  let pool: Thing;

  before(async () => {
    pool = await newPool(api);
    const user = api.as({ 'x-project-id': 'one', 'x-roles': 'member', 'x-user-id': 'alice' });
    await user.put(`/lb/pools/${pool.id}`, { pool: { name: 'renamed' } });
    await newMonitor(api);
    await api.admin.put('/quotas/one', { quota: { pool: 100 } });
    await api.admin.delete('/quotas/one');
    await user.delete(`/lb/pools/${pool.id}`);
  });

  const entries = async (query = ''): Promise<readonly Entry[]> => {
    const answer = await api.admin.get(`/audit-log${query}`);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body['audit_log'] as readonly Entry[];
  };

  it('tells what became of an object, in order, and by whom', async () => {
    const history = await entries(`?resource_id=${pool.id}`);
    expect(history.map((entry) => [entry['action'], entry['user_id']])).to.deep.equal([
      ['create', null],
      ['update', 'alice'],
      ['delete', 'alice'],
    ]);
    expect(history[1]).to.deep.include({
      project_id: 'one',
      tenant_id: 'one',
      resource_type: 'pool',
      resource_id: pool.id,
      body: { name: 'renamed' },
    });
    expect(history[1]?.['request_id']).to.match(/^req-[0-9a-f-]{36}$/);
    expect(history[1]?.['at']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it('shows one entry', async () => {
    const [entry] = await entries(`?resource_id=${pool.id}`);
    expect((await api.admin.get(`/audit-log/${entry?.id}`)).body['audit_entry']).to.deep.equal(entry);
    for (const id of ['999999', 'x', '-1', '1e3', '9'.repeat(30)]) {
      refused(await api.admin.get(`/audit-log/${id}`), 404, 'AuditEntryNotFound');
    }
  });

  it('holds the changes of quotas', async () => {
    const changes = await entries('?resource_type=quota&resource_id=one&fields=action&fields=body');
    expect(changes).to.deep.equal([
      { action: 'update', body: { pool: 100 } },
      { action: 'delete', body: null },
    ]);
  });

  it('is filtered', async () => {
    const all = await entries();
    const [one] = all;
    const expectations = {
      [`request_id=${String(one?.['request_id'])}`]: 1,
      'project_id=admin': 2,
      'tenant_id=admin': 2,
      'project_id=two': 0,
      'action=delete': 2,
      'action=delete&action=update': 4,
      'resource_type=health_monitor': 1,
      [`id=${all[2]?.id}`]: 1,
      'user_id=alice': 2,
      'name=x': 0,
    };
    for (const [query, count] of Object.entries(expectations)) {
      expect(await entries(`?${query}`), query).to.have.length(count);
    }
    refused(await api.admin.get('/audit-log?id=x'), 400, 'InvalidInput');
  });

  it('is walked page by page, either way', async () => {
    const ids = (await entries()).map(({ id }) => id);
    expect(ids).to.deep.equal(ids.toSorted((a, b) => a - b));
    expect((await entries('?sort_key=id&sort_dir=desc')).map(({ id }) => id)).to.deep.equal(ids.toReversed());
    const walked: number[] = [];
    let next: string | undefined = '/audit-log?limit=3';
    while (next !== undefined) {
      const { body } = await api.admin.get(next);
      walked.push(...(body['audit_log'] as readonly Entry[]).map(({ id }) => id));
      const links = body['audit_log_links'] as readonly { rel: string; href: string }[];
      next = links.find(({ rel }) => rel === 'next')?.href.replace(/^.*\/v2\.0/, '');
    }
    expect(walked).to.deep.equal(ids);
    refused(await api.admin.get('/audit-log?limit=1&marker=999999'), 404, 'AuditEntryNotFound');
    refused(await api.admin.get('/audit-log?limit=1&marker=x'), 404, 'AuditEntryNotFound');
  });

  it('never comes in one piece, however long it is', async () => {
    await api.query(`
      INSERT INTO audit_log (request_id, project_id, action, resource_type, resource_id)
      SELECT 'req-x', 'many', 'create', 'pool', n::text FROM generate_series(1, 1500) n`);
    const { body } = await api.admin.get('/audit-log?project_id=many&fields=id');
    expect(body['audit_log']).to.have.length(1000);
    expect(body['audit_log_links']).to.have.length(2);
  });

  it('is for admins only, and cannot be changed', async () => {
    const [entry] = await entries();
    for (const path of ['/audit-log', `/audit-log/${entry?.id}`, '/audit-log?tenant_id=one']) {
      refused(await api.one.get(path), 403, 'PolicyNotAuthorized');
    }
    for (const answer of [
      await api.admin.post('/audit-log', { audit_entry: {} }),
      await api.admin.put(`/audit-log/${entry?.id}`, { audit_entry: { action: 'x' } }),
      await api.admin.delete(`/audit-log/${entry?.id}`),
    ]) {
      expect(answer.status).to.equal(404);
    }
    expect((await entries())[0]).to.deep.equal(entry);
  });
});
