import { expect } from 'chai';
import { type LbaasApi, memberOf } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { type Answer, type TwoDialects, groupBody, objectOf, startTwoDialects } from './two-dialects.ts';

const ADMIN = { 'x-project-id': 'admin', 'x-roles': 'admin' };
const READER = { 'x-project-id': 'one', 'x-roles': 'reader' };
const NOBODY = { 'x-project-id': 'x'.repeat(300) };
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** How each dialect says a refusal. */
const inPlain = ({ status, body }: Answer) => ({
  status,
  keys: Object.keys(body),
  code: body['problem']?.['code'],
  text: body['problem']?.['text'],
});
const inNeutron = ({ status, body }: Answer) => ({
  status,
  keys: Object.keys(body),
  code: body['NeutronError']?.['type'],
  text: body['NeutronError']?.['message'],
});

describe('two dialects on one server', () => {
  const api: LbaasApi = useLbaasApi();
  let two: TwoDialects;

  before(async () => {
    two = await startTwoDialects(api);
    await api.agent();
  });
  after(() => two.server.stop());

  const newGroup = async (fields = {}) =>
    objectOf(await two.plain('POST', '/groups', { body: groupBody(api, fields) }));
  const frontOf = (groupId: unknown, fields = {}) => ({
    front: {
      group_id: groupId,
      subnet_id: api.subnetId,
      protocol: 'HTTP',
      protocol_port: 80,
      name: 'front',
      ...fields,
    },
  });

  it('show one object, each in its words', async () => {
    const made = await two.plain('POST', '/groups', { body: groupBody(api, { name: 'same' }) });
    const group = objectOf(made);
    expect(Object.keys(made.body)).to.deep.equal(['group']);
    expect(group).to.include({ owner: 'one', method: 'ROUND_ROBIN', front_id: null });
    expect(group).to.not.have.any.keys('tenant_id', 'lb_method', 'vip_id');
    const pool = objectOf(await two.call('GET', `/v2.0/lb/pools/${group.id}`));
    expect(pool).to.include({ id: group.id, name: 'same', tenant_id: 'one', lb_method: 'ROUND_ROBIN' });
    expect(pool).to.not.have.any.keys('owner', 'method', 'front_id');
  });

  it('have statuses of their own for what is done', async () => {
    const made = await two.plain('POST', '/groups', { body: groupBody(api) });
    const path = `/groups/${objectOf(made).id}`;
    const changed = await two.plain('PUT', path, { body: { group: { name: 'x' } } });
    const removed = await two.plain('DELETE', path);
    expect([made, changed, removed].map(({ status }) => status)).to.deep.equal([200, 202, 202]);
    const pool = { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: api.subnetId, name: 'x' };
    const neutron = await two.call('POST', '/v2.0/lb/pools', { body: { pool } });
    const at = `/v2.0/lb/pools/${objectOf(neutron).id}`;
    const statuses = [
      neutron.status,
      (await two.call('PUT', at, { body: { pool: { name: 'y' } } })).status,
      (await two.call('DELETE', at)).status,
    ];
    expect(statuses).to.deep.equal([201, 200, 204]);
  });

  it('repeat a create with a key, each its own', async () => {
    const headers = { ...memberOf('one'), 'idempotency-key': 'both' };
    const body = { segment: { name: 'once' } };
    const [first, again] = [
      await two.plain('POST', '/segments', { body, headers }),
      await two.plain('POST', '/segments', { body, headers }),
    ];
    expect(again.body).to.deep.equal(first.body);
    expect([first.status, again.status]).to.deep.equal([200, 200]);
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
    const other = await two.call('POST', '/v2.0/networks', { body: { network: { name: 'once' } }, headers });
    expect(inNeutron(other)).to.include({ status: 422, code: 'IdempotencyKeyReused' });
  });

  describe('refuse', () => {
    it('what is not there', async () => {
      const plain = await two.plain('GET', `/groups/${UNKNOWN}`);
      expect(inPlain(plain)).to.deep.equal({
        status: 404,
        keys: ['problem'],
        code: 'no_such_group',
        text: `No group ${UNKNOWN}`,
      });
      const neutron = await two.call('GET', `/v2.0/lb/vips/${UNKNOWN}`);
      expect(inNeutron(neutron)).to.deep.equal({
        status: 404,
        keys: ['NeutronError'],
        code: 'VipNotFound',
        text: `Vip ${UNKNOWN} could not be found`,
      });
      expect(inPlain(await two.plain('GET', `/fronts/${UNKNOWN}`)).code).to.equal('no_such_front');
    });

    it('bodies, in their own words and statuses', async () => {
      const plain = async (body: unknown) => inPlain(await two.plain('POST', '/groups', { body }));
      expect(await plain('{')).to.include({ status: 400, code: 'not_json' });
      expect(await plain(groupBody(api, { colour: 'red' }))).to.include({
        code: 'unknown_field',
        text: 'Unknown: "colour"',
      });
      expect(await plain({ group: { subnet_id: api.subnetId, protocol: 'HTTP' } })).to.include({
        code: 'missing_field',
        text: 'Missing: method',
      });
      expect(await plain(groupBody(api, { protocol: 'UDP' }))).to.include({
        status: 422,
        code: 'wrong_field',
      });
      expect(await plain(groupBody(api, { subnet_id: UNKNOWN }))).to.include({
        status: 400,
        code: 'wrong_subnet',
      });
      const body = { pool: { colour: 'red' } };
      expect(inNeutron(await two.call('POST', '/v2.0/lb/pools', { body }))).to.include({
        status: 400,
        code: 'HTTPBadRequest',
        text: 'Unrecognized attribute(s) "colour"',
      });
    });

    for (const [what, path, method, request] of [
      ['a route that is not there', '/nowhere', 'GET', {}],
      ['a method that is not there', '/segments', 'PATCH', {}],
      ['an address that is malformed', '/segments/%zz', 'GET', {}],
      ['an address that is too long', `/segments/${'x'.repeat(600)}`, 'GET', {}],
    ] as const) {
      it(what, async () => {
        const plain = inPlain(await two.call(method, `/plain/1${path}`, request));
        expect(plain).to.include({ status: 404, code: 'no_such_place', text: 'There is nothing here' });
        const neutron = inNeutron(
          await two.call(method, `/v2.0${path.replace('segments', 'networks')}`, request),
        );
        expect(neutron).to.include({ status: 404, code: 'HTTPNotFound' });
      });
    }

    it('bodies by their type only where the dialect does', async () => {
      const headers = { ...memberOf('one'), 'content-type': 'text/xml' };
      const plain = await two.plain('POST', '/segments', { body: { segment: {} }, headers });
      expect(inPlain(plain).text).to.equal('This is no JSON: it is text/xml');
      const neutron = await two.call('POST', '/v2.0/networks', { body: { network: {} }, headers });
      expect(neutron.status).to.equal(201);
    });

    it('large bodies and strangers', async () => {
      const body = JSON.stringify({ group: { name: 'x'.repeat(1_100_000) } });
      expect(inPlain(await two.plain('POST', '/groups', { body }))).to.include({
        status: 413,
        code: 'HTTPRequestEntityTooLarge',
      });
      expect(inPlain(await two.plain('GET', '/groups', { headers: NOBODY }))).to.include({
        status: 401,
        code: 'who_are_you',
      });
      const neutron = await two.call('GET', '/v2.0/lb/pools', { headers: NOBODY });
      expect(inNeutron(neutron)).to.include({ status: 401, code: 'HTTPUnauthorized' });
      expect(neutron.headers.get('www-authenticate')).to.equal('Token realm="lbaas"');
    });

    it('outside of both as the first does', async () => {
      expect(inNeutron(await two.call('GET', '/nowhere'))).to.include({ status: 404, code: 'HTTPNotFound' });
      expect(inNeutron(await two.call('GET', '/plain'))).to.include({ status: 404, code: 'HTTPNotFound' });
      expect(inNeutron(await two.call('GET', '/plain/10/groups'))).to.include({ status: 404 });
    });
  });

  it('greet everybody at their own door', async () => {
    expect((await two.call('GET', '/plain/1', { headers: NOBODY })).body).to.deep.equal({
      speaks: 'plainly',
      at: two.server.url,
    });
    expect(Object.keys((await two.call('GET', '/v2.0', { headers: NOBODY })).body)).to.deep.equal([
      'resources',
    ]);
    expect(Object.keys((await two.call('GET', '/', { headers: NOBODY })).body)).to.deep.equal(['versions']);
  });

  it('take a suffix only where the dialect does', async () => {
    expect((await two.call('GET', '/v2.0/lb/pools.json')).status).to.equal(200);
    expect((await two.call('GET', '/v2.0.json')).status).to.equal(200);
    expect(inPlain(await two.call('GET', '/plain/1/groups.json'))).to.include({ status: 404 });
    expect(inNeutron(await two.call('GET', '/docs.json'))).to.include({ status: 404 });
  });

  it('name owners each in its way', async () => {
    const body = { segment: { name: 'given', account: 'two' } };
    const given = objectOf(await two.plain('POST', '/segments', { body, headers: ADMIN }));
    expect(given).to.include({ owner: 'two', name: 'given' });
    expect(inPlain(await two.plain('POST', '/segments', { body }))).to.include({
      status: 400,
      code: 'foreign_owner',
      text: 'owner is somebody else',
    });
    const tenant = await two.plain('POST', '/segments', { body: { segment: { tenant_id: 'one' } } });
    expect(inPlain(tenant).code).to.equal('unknown_field');
    const found = await two.plain('GET', '/segments?owner=two&only=name', { headers: ADMIN });
    expect(found.body['segments']).to.deep.equal([{ name: 'given' }]);
    const neutron = await two.call('GET', '/v2.0/networks?tenant_id=two&fields=name', { headers: ADMIN });
    expect(neutron.body['networks']).to.deep.equal([{ name: 'given' }]);
  });

  it('walk through lists by words and links of their own', async () => {
    const headers = memberOf('walker');
    for (const name of ['a', 'b', 'c']) {
      await two.plain('POST', '/segments', { body: { segment: { name } }, headers });
    }
    const names = ({ body }: Answer) =>
      (body['segments'] as unknown as readonly { name: string }[]).map(({ name }) => name);
    const first = await two.plain('GET', '/segments?order=-name&per_page=2&only=name', { headers });
    expect(names(first)).to.deep.equal(['c', 'b']);
    expect(Object.keys(first.body)).to.deep.equal(['segments', 'paging']);
    const paging = first.body['paging'] as unknown as Readonly<Record<string, string>>;
    const second = await two.call('GET', paging['next'] ?? '', { headers });
    expect(names(second)).to.deep.equal(['a']);
    const back = (second.body['paging'] as unknown as Readonly<Record<string, string>>)['previous'];
    expect(names(await two.call('GET', back ?? '', { headers }))).to.deep.equal(['c', 'b']);
    expect(inPlain(await two.plain('GET', '/segments?order=colour'))).to.include({ code: 'unknown_order' });
    expect(inPlain(await two.plain('GET', '/segments?sort_key=name&limit=1', { headers }))).to.include({
      code: 'unknown_field',
      text: 'Unknown: sort_key, limit',
    });
    const neutron = await two.call('GET', '/v2.0/networks?limit=1&per_page=7', { headers });
    expect(Object.keys(neutron.body)).to.deep.equal(['networks', 'networks_links']);
  });

  it('name what is for admins, and keep readers from writing', async () => {
    const body = { segment: { shared: true } };
    expect(inPlain(await two.plain('POST', '/segments', { body }))).to.deep.include({
      status: 403,
      code: 'admins_only',
      text: 'Admins only: segment.shared.create',
    });
    const neutron = await two.call('POST', '/v2.0/networks', { body: { network: { shared: true } } });
    expect(inNeutron(neutron)).to.include({
      status: 403,
      code: 'PolicyNotAuthorized',
      text: "Policy doesn't allow create_network:shared to be performed.",
    });
    expect(inPlain(await two.plain('POST', '/groups', { body: '{', headers: READER }))).to.include({
      status: 403,
      code: 'read_only',
      text: 'Not for you: POST /groups',
    });
    const reader = await two.call('DELETE', `/v2.0/lb/vips/${UNKNOWN}`, { headers: READER });
    expect(inNeutron(reader).text).to.equal("Policy doesn't allow delete_vip to be performed.");
    expect((await two.plain('GET', '/groups', { headers: READER })).status).to.equal(200);
  });

  it('have words of their own for a rule of the model', async () => {
    const { id } = await newGroup();
    expect((await two.plain('POST', '/fronts', { body: frontOf(id) })).status).to.equal(200);
    const second = await two.plain('POST', '/fronts', { body: frontOf(id, { protocol_port: 81 }) });
    expect(inPlain(second)).to.include({
      status: 409,
      code: 'group_has_front',
      text: `Group ${id} has a front`,
    });
    const vip = { pool_id: id, subnet_id: api.subnetId, protocol: 'HTTP', protocol_port: 81, name: 'v' };
    expect(inNeutron(await two.call('POST', '/v2.0/lb/vips', { body: { vip } }))).to.include({
      status: 409,
      code: 'VipExists',
      text: `Another Vip already exists for pool ${id}`,
    });
  });

  it('keep one quota under two names', async () => {
    const { id } = await newGroup();
    const headers = ADMIN;
    const set = await two.call('PUT', '/v2.0/quotas/one', { body: { quota: { vip: 0 } }, headers });
    expect(set.body['quota']).to.include({ vip: 0 });
    expect(set.body['quota']).to.not.have.property('listener');
    try {
      expect(inPlain(await two.plain('POST', '/fronts', { body: frontOf(id) }))).to.include({
        status: 403,
        code: 'no_more',
        text: 'No more fronts',
      });
      const vip = { pool_id: id, subnet_id: api.subnetId, protocol: 'HTTP', protocol_port: 80, name: 'v' };
      expect(inNeutron(await two.call('POST', '/v2.0/lb/vips', { body: { vip } }))).to.include({
        status: 409,
        code: 'OverQuota',
        text: "Quota exceeded for resources: ['vip'].",
      });
    } finally {
      await two.call('DELETE', '/v2.0/quotas/one', { headers });
    }
  });

  it('write one audit log, in the words of the model', async () => {
    const { id } = await newGroup();
    const front = objectOf(await two.plain('POST', '/fronts', { body: frontOf(id) }));
    const stored = await api.query('SELECT action, resource_type FROM audit_log WHERE resource_id = $1', [
      front.id,
    ]);
    expect(stored).to.deep.equal([{ action: 'create', resource_type: 'listener' }]);
    const path = `/v2.0/audit-log?resource_id=${front.id}&resource_type=vip&fields=resource_type`;
    const shown = await two.call('GET', path, { headers: ADMIN });
    expect(shown.body['audit_log']).to.deep.equal([{ resource_type: 'vip' }]);
    const quotas = `/v2.0/audit-log?resource_type=quota&fields=body`;
    await two.call('PUT', '/v2.0/quotas/three', { body: { quota: { vip: 7 } }, headers: ADMIN });
    const bodies = (await two.call('GET', quotas, { headers: ADMIN })).body['audit_log'];
    expect(bodies).to.deep.include({ body: { vip: 7 } });
  });

  it('tell of one change in two ways', async () => {
    const [plain, neutron] = [
      await two.server.listen('/plain/1/changes'),
      await two.server.listen('/v2.0/lb/events'),
    ];
    const onlyFronts = await two.server.listen('/plain/1/changes?resource=front&owner=one');
    try {
      const { id } = await newGroup();
      const front = objectOf(await two.plain('POST', '/fronts', { body: frontOf(id) }));
      const heard = async (listener: typeof plain, name: string) => {
        for (;;) {
          const [event] = await listener.take(1);
          if (event?.event === name && event.data.id === front.id) return event.data;
        }
      };
      const inOwn = await heard(plain, 'front.create');
      expect(inOwn).to.deep.include({ resource: 'front', owner: 'one' });
      expect(inOwn['front']).to.include({ id: front.id, group_id: id, owner: 'one' });
      expect(inOwn).to.not.have.property('tenant_id');
      const inOther = await heard(neutron, 'vip.create');
      expect(inOther).to.deep.include({ resource: 'vip', tenant_id: 'one' });
      expect(inOther['vip']).to.include({ id: front.id, pool_id: id, tenant_id: 'one' });
      expect((await onlyFronts.take(1))[0]?.event).to.equal('front.create');
    } finally {
      for (const listener of [plain, neutron, onlyFronts]) listener.close();
    }
    expect(inPlain(await two.plain('GET', '/changes?resource=vip')).text).to.include(
      'is not one of group, front, target, probe',
    );
  });

  it('describe themselves', async () => {
    const { document } = two;
    expect(document['info']).to.include({ title: 'Plain', version: '1' });
    const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    expect(Object.keys(paths)).to.include.members([
      '/plain/1',
      '/plain/1/openapi.json',
      '/plain/1/groups/{id}',
    ]);
    const text = JSON.stringify(document);
    for (const foreign of [
      'v2.0',
      'NeutronError',
      'tenant_id',
      'sort_key',
      'page_reverse',
      '_links',
      '"vip',
    ]) {
      expect(text.includes(foreign), foreign).to.equal(false);
    }
    const create = paths['/plain/1/groups']?.['post'] as { responses: object; parameters: object[] };
    expect(Object.keys(create.responses)).to.include('200').and.not.include('201');
    expect(create.parameters).to.deep.include.members([
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'a repeat of the request with the same key within 24 hours is answered as the first was',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
    ]);
    const start = await (await fetch(`${two.server.url}/docs/start.js`)).text();
    expect(start).to.include('/v2.0/openapi.json').and.include('/plain/1/openapi.json');
  });
});
