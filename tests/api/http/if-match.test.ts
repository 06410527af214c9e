import { expect } from 'chai';
import { type Answer, type Client, created, refused, show } from '../support/lbaas-v1-client.ts';
import {
  associate,
  memberOf,
  newMember,
  newMonitor,
  newNetwork,
  newPool,
  newSubnet,
  newVip,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const REFUSED = ['RevisionNumberConstraintFailed', 412] as const;

describe('If-Match', () => {
  const api = useLbaasApi({ agent: {} });

  const matching = (tag: string): Client => api.as({ ...memberOf('one'), 'if-match': tag });
  const tagOf = (answer: Answer): unknown => answer.headers['etag'];

  it('has an entity tag to send: that of every answer with one object', async () => {
    const body = { pool: { protocol: 'TCP', lb_method: 'SOURCE_IP', subnet_id: api.subnetId } };
    const answer = await api.one.post('/lb/pools', body);
    const path = `/lb/pools/${created(answer).id}`;
    expect(tagOf(answer)).to.equal('"1"');
    expect(tagOf(await api.one.get(path))).to.equal('"1"');
    expect(tagOf(await api.one.put(path, { pool: { name: 'x' } }))).to.equal('"2"');
    expect(tagOf(await api.one.get('/lb/pools'))).to.equal(undefined);
    expect(tagOf(await api.one.get(`${path}?fields=id`))).to.equal(undefined);
  });

  for (const tag of [
    '"1"',
    '"7", "1"',
    ',"7" ,, "1",',
    'revision_number=1',
    '"revision_number=1"',
    ' * ',
    '*',
  ]) {
    it(`lets a change through with ${tag}`, async () => {
      const { id } = await newPool(api);
      const answer = await matching(tag).put(`/lb/pools/${id}`, { pool: { name: 'changed' } });
      expect({ status: answer.status, tag: tagOf(answer) }).to.deep.equal({ status: 200, tag: '"2"' });
    });
  }

  for (const tag of [
    '"2"',
    '"0"',
    '"01"',
    '""',
    '"x"',
    'W/"1"',
    'revision_number=2',
    `"${'9'.repeat(30)}"`,
  ]) {
    it(`refuses it with ${tag}, and changes nothing`, async () => {
      const pool = await newPool(api);
      const path = `/lb/pools/${pool.id}`;
      const answers = [
        await matching(tag).put(path, { pool: { name: 'lost' } }),
        await matching(tag).delete(path),
      ];
      expect(answers.map(({ type, status }) => [type, status])).to.deep.equal([REFUSED, REFUSED]);
      expect(await show(api.one, path)).to.deep.equal(pool);
      const audited = `SELECT 1 FROM audit_log WHERE resource_id = $1 AND action <> 'create'`;
      expect(await api.query(audited, [pool.id])).to.deep.equal([]);
    });
  }

  for (const tag of [
    '',
    '1',
    '"1',
    '"1" "2"',
    'revision_number=',
    'revision_number=x',
    '*, "1"',
    'W/1',
    ',',
  ]) {
    it(`cannot be read as ${JSON.stringify(tag)}`, async () => {
      const { id } = await newPool(api);
      refused(await matching(tag).put(`/lb/pools/${id}`, { pool: { name: 'x' } }), 400, 'HTTPBadRequest');
      refused(await matching(tag).delete(`/lb/pools/${id}`), 400, 'HTTPBadRequest');
    });
  }

  it('says what it was held against', async () => {
    const { id } = await newPool(api);
    const { body } = await matching('revision_number=8').delete(`/lb/pools/${id}`);
    expect(body.NeutronError.message).to.equal('Constrained to revision_number=8, but current revision is 1');
  });

  it('holds for every resource with a revision', async () => {
    const pool = await newPool(api);
    const network = await newNetwork(api.one);
    const subnet = await newSubnet(api.one, network.id, '10.8.0.0/24');
    const port = created(await api.one.post('/ports', { port: { network_id: network.id } }));
    const objects = {
      '/lb/members': ['member', await newMember(api, pool.id, '10.1.0.50')],
      '/lb/vips': ['vip', await newVip(api, pool.id)],
      '/lb/health_monitors': ['health_monitor', await newMonitor(api)],
      '/lb/pools': ['pool', pool],
      '/ports': ['port', port],
      '/subnets': ['subnet', subnet],
      '/networks': ['network', network],
    } as const;
    for (const [collection, [singular, { id }]] of Object.entries(objects)) {
      const path = `${collection}/${id}`;
      const body = { [singular]: { admin_state_up: false } };
      const change = collection === '/subnets' ? { subnet: { name: 'x' } } : body;
      const first = await show(api.one, path);
      const tag = `"${String(first['revision_number'])}"`;
      expect((await matching(tag).put(path, change)).status, `PUT ${path}`).to.equal(200);
      refused(await matching(tag).put(path, change), 412, 'RevisionNumberConstraintFailed');
      refused(await matching(tag).delete(path), 412, 'RevisionNumberConstraintFailed');
      const now = tagOf(await api.one.get(path));
      expect((await matching(String(now)).delete(path)).status, `DELETE ${path}`).to.equal(204);
    }
  });

  it('of what has no revision is true only as *', async () => {
    const pool = await newPool(api);
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const path = `/lb/pools/${pool.id}/health_monitors/${monitor.id}`;
    refused(await matching('"1"').delete(path), 412, 'RevisionNumberConstraintFailed');
    expect((await api.one.get(path)).status).to.equal(200);
    expect((await matching('*').delete(path)).status).to.equal(204);
    const { id } = await api.agent({ host: 'tagged' });
    const admin = api.as({ 'if-match': '"1"' });
    refused(
      await admin.put(`/agents/${id}`, { agent: { description: 'x' } }),
      412,
      'RevisionNumberConstraintFailed',
    );
    refused(await admin.put('/quotas/one', { quota: { pool: 1 } }), 412, 'RevisionNumberConstraintFailed');
    refused(await admin.delete('/quotas/one'), 412, 'RevisionNumberConstraintFailed');
    const any = api.as({ 'if-match': '*' });
    expect((await any.put(`/agents/${id}`, { agent: { description: 'x' } })).status).to.equal(200);
  });

  it('does not tell of what one may not see', async () => {
    const { id } = await newPool(api);
    const stranger = api.as({ ...memberOf('two'), 'if-match': '"9"' });
    refused(await stranger.delete(`/lb/pools/${id}`), 404, 'PoolNotFound');
    refused(await stranger.put(`/lb/pools/${id}`, { pool: {} }), 404, 'PoolNotFound');
  });

  for (const [what, change] of [
    ['a name', { name: 'mine' }],
    ['what a device shows', { admin_state_up: false }],
  ] as const) {
    it(`lets one of many changes of ${what} through`, async () => {
      const { id } = await newPool(api);
      const clients = Array.from({ length: 24 }, () => matching('"1"'));
      const answers = await Promise.all(
        clients.map((client, index) =>
          client.put(`/lb/pools/${id}`, { pool: { ...change, description: `writer ${index}` } }),
        ),
      );
      const statuses = answers.map((answer) => answer.status);
      expect(statuses.filter((status) => status === 200)).to.have.length(1);
      expect(statuses.filter((status) => status === 412)).to.have.length(23);
      const pool = await show(api.one, `/lb/pools/${id}`);
      expect(pool['description']).to.equal(`writer ${statuses.indexOf(200)}`);
      expect(pool['revision_number']).to.equal(2);
    });
  }

  it('lets a change through or a delete, not both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await newPool(api);
      const [changed, gone] = await Promise.all([
        matching('"1"').put(`/lb/pools/${id}`, { pool: { admin_state_up: false } }),
        matching('"1"').delete(`/lb/pools/${id}`),
      ]);
      expect([
        [200, 412],
        [404, 204],
      ]).to.deep.include([changed.status, gone.status]);
    }
  });

  it('gets its turn on a device that others keep changing', async () => {
    const pool = await newPool(api);
    const member = await newMember(api, pool.id, '10.1.0.60');
    const done = new AbortController();
    const noise = Array.from({ length: 4 }, async (_, writer) => {
      for (let round = 0; !done.signal.aborted; round += 1) {
        const weight = ((round * 4 + writer) % 200) + 1;
        await api.one.put(`/lb/members/${member.id}`, { member: { weight } });
      }
    });
    const statuses: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const tag = String(tagOf(await api.one.get(`/lb/pools/${pool.id}`)));
      const lb_method = round % 2 === 0 ? 'LEAST_CONNECTIONS' : 'ROUND_ROBIN';
      statuses.push((await matching(tag).put(`/lb/pools/${pool.id}`, { pool: { lb_method } })).status);
    }
    done.abort();
    await Promise.all(noise);
    expect(statuses).to.deep.equal(Array.from({ length: 20 }, () => 200));
  });
});
