import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Answer, type Thing, refused } from '../support/lbaas-v1-client.ts';
import { newMember, newMonitor, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { runs } from '../support/fuzz.ts';

describe('lists', () => {
  const api = useLbaasApi({ agent: {} });
  let pools: Thing[];

  before(async () => {
    pools = [];
    const shapes = [
      ['b', 'HTTP', 'ROUND_ROBIN', true],
      ['a', 'TCP', 'ROUND_ROBIN', true],
      ['a', 'HTTP', 'SOURCE_IP', false],
      ['', 'HTTPS', 'SOURCE_IP', true],
      ['B', 'HTTP', 'LEAST_CONNECTIONS', true],
    ] as const;
    for (const [name, protocol, method, up] of shapes) {
      pools.push(await newPool(api, { name, protocol, lb_method: method, admin_state_up: up }));
    }
  });

  const idsOf = (answer: Answer): string[] => {
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body.pools.map((pool) => pool.id);
  };
  const list = async (query: string) => idsOf(await api.one.get(`/lb/pools?${query}`));
  const where = (matches: (pool: Thing) => boolean) => pools.filter(matches).map((pool) => pool.id);
  const id = (index: number): string => pools[index]?.id ?? '';

  it('show what a single GET shows', async () => {
    const all = await api.one.get('/lb/pools.json');
    for (const pool of all.body.pools) {
      expect((await api.one.get(`/lb/pools/${pool.id}.json`)).body.pool).to.deep.equal(pool);
    }
    expect(all.body.pools).to.have.length(pools.length);
  });

  it('are in the order of the ids unless asked otherwise', async () => {
    expect(await list('')).to.deep.equal(where(() => true).sort());
  });

  describe('filter', () => {
    it('by one value, by several, by several attributes', async () => {
      expect(await list('name=a')).to.have.members(where((pool) => pool.name === 'a'));
      expect(await list('name=a&name=b')).to.have.members(where((pool) => ['a', 'b'].includes(pool.name)));
      expect(await list('name=a&protocol=TCP')).to.deep.equal([id(1)]);
      expect(await list(`id=${id(0)}&id=${id(1)}`)).to.have.members([id(0), id(1)]);
      expect(await list(`subnet_id=${api.subnetId}&provider=HAProxy&tenant_id=one`)).to.have.length(5);
    });

    it('through the converter of the attribute', async () => {
      expect(await list('admin_state_up=False')).to.deep.equal([id(2)]);
      expect(await list('admin_state_up=0&admin_state_up=1')).to.have.length(5);
      refused(await api.one.get('/lb/pools?admin_state_up=abc'), 400, 'InvalidInput');
      refused(await api.one.get('/lb/vips?protocol_port=x'), 400, 'InvalidInput');
    });

    it('by nothing when the value is empty', async () => {
      expect(await list('name=')).to.have.length(5);
      expect(await list('name=&name=a')).to.have.length(2);
    });

    it('by an empty name when a client looks one up before it acts on it', async () => {
      expect(await list('name=&fields=id')).to.deep.equal([id(3)]);
      expect(await list('fields=id&name=a&name=')).to.have.length(2);
      expect(await list('fields=id&id=')).to.have.length(5);
    });

    it('by nothing that is unknown or composite', async () => {
      expect(
        await list(`verbose=True&members=${randomUUID()}&health_monitors=x&health_monitors_status=y`),
      ).to.have.length(5);
    });

    it('to nothing when no row can match', async () => {
      expect(await list('id=x')).to.deep.equal([]);
      expect(await list(`id=${id(0).toUpperCase()}`)).to.deep.equal([]);
      expect(await list('name=%00')).to.deep.equal([]);
      expect(await list('name=%ED%A0%80')).to.deep.equal([]);
      expect((await api.one.get('/lb/vips?protocol_port=99999999999')).body.vips).to.deep.equal([]);
    });

    it('by the name of what has none to nothing', async () => {
      await newMember(api, id(0), '10.1.0.201');
      await newMonitor(api);
      expect((await api.one.get('/lb/members?name=typo&fields=id')).body.members).to.deep.equal([]);
      expect((await api.one.get('/lb/health_monitors?name=typo')).body.health_monitors).to.deep.equal([]);
      expect((await api.one.get('/lb/members?name=')).body.members).to.have.length(1);
      expect((await api.one.get('/lb/members?name=&fields=id')).body.members).to.deep.equal([]);
    });

    it('by values that are not the row itself: addresses, VIP, status, provider', async () => {
      const vip = await newVip(api, id(1), { protocol: 'TCP' });
      expect(await list(`vip_id=${vip.id}`)).to.deep.equal([id(1)]);
      const vips = (query: string) => api.one.get(`/lb/vips?${query}`);
      for (const query of [`address=${vip.address}`, `subnet_id=${api.subnetId}`, `port_id=${vip.port_id}`]) {
        expect((await vips(query)).body.vips, query).to.have.length(1);
      }
      expect((await vips('address=10.1.0.254')).body.vips).to.deep.equal([]);
      expect((await vips('address=nonsense')).body.vips).to.deep.equal([]);
      await newMember(api, id(0), '2001:db8::1');
      expect((await api.one.get('/lb/members?address=2001:DB8:0::1')).body.members).to.have.length(1);
      expect(await list('status=ACTIVE')).to.deep.equal(
        where((pool) => pool['admin_state_up'] === true).sort(),
      );
      expect(await list('status=DISABLED')).to.deep.equal(where((pool) => pool['admin_state_up'] === false));
      expect(await list('status=PENDING_CREATE')).to.deep.equal([]);
    });
  });

  it('select fields, on a single object too', async () => {
    const answer = await api.one.get('/lb/pools?fields=id&fields=name&fields=unknown&fields=');
    for (const pool of answer.body.pools) expect(Object.keys(pool)).to.have.members(['id', 'name']);
    expect((await api.one.get(`/lb/pools/${id(0)}?fields=status`)).body.pool).to.deep.equal({
      status: 'ACTIVE',
    });
    expect((await api.one.get('/lb/pools?fields=unknown')).body.pools).to.deep.equal(pools.map(() => ({})));
  });

  describe('sort', () => {
    const sorted = (query: string) => api.one.get(`/lb/pools?${query}&fields=name&fields=protocol`);

    it('by several keys, the id last', async () => {
      const { body } = await sorted('sort_key=name&sort_dir=desc&sort_key=protocol&sort_dir=asc');
      const rows = body.pools.map((pool) => `${pool.name}/${String(pool['protocol'])}`);
      expect(rows).to.deep.equal(['b/HTTP', 'a/HTTP', 'a/TCP', 'B/HTTP', '/HTTPS']);
      const ties = await list('sort_key=lb_method&sort_dir=asc');
      const byMethod = [...pools].sort((a, b) =>
        String(a['lb_method']) === String(b['lb_method'])
          ? a.id < b.id
            ? -1
            : 1
          : String(a['lb_method']) < String(b['lb_method'])
            ? -1
            : 1,
      );
      expect(ties).to.deep.equal(byMethod.map((pool) => pool.id));
    });

    it('is refused when it makes no sense', async () => {
      for (const query of [
        'sort_key=name',
        'sort_dir=asc',
        'sort_key=name&sort_dir=up',
        'sort_key=x&sort_dir=asc',
      ]) {
        refused(await api.one.get(`/lb/pools?${query}`), 400, 'HTTPBadRequest');
      }
      refused(await api.one.get('/lb/pools?sort_key=members&sort_dir=asc'), 400, 'HTTPBadRequest');
      refused(await api.one.get('/lb/pools?sort_key=constructor&sort_dir=asc'), 400, 'HTTPBadRequest');
    });
  });

  describe('page', () => {
    const follow = async (start: string, rel: string): Promise<string[]> => {
      const seen: string[] = [];
      for (let path: string | undefined = start; path !== undefined;) {
        const { body } = await api.one.get(path);
        const ids = body.pools.map((pool) => pool.id);
        seen.push(...(rel === 'previous' ? ids.toReversed() : ids));
        const href: string | undefined = body.pools_links.find((link) => link.rel === rel)?.href;
        path = href === undefined ? undefined : `/lb/pools${new URL(href).search}`;
      }
      return seen;
    };

    it('forward and backward through every order, whatever the page size', async () => {
      const keys = fc.subarray(['name', 'vip_id', 'admin_state_up', 'status', 'protocol', 'provider'], {
        minLength: 0,
      });
      await fc.assert(
        fc.asyncProperty(
          keys,
          fc.boolean(),
          fc.integer({ min: 1, max: 6 }),
          async (names, descending, limit) => {
            const order = names
              .map(
                (name, index) =>
                  `sort_key=${name}&sort_dir=${descending !== (index % 2 === 0) ? 'asc' : 'desc'}`,
              )
              .join('&');
            const all = await list(order);
            expect(await follow(`/lb/pools?limit=${limit}&${order}`, 'next')).to.deep.equal(all);
            const last = `/lb/pools?limit=${limit}&page_reverse=True&${order}`;
            expect(await follow(last, 'previous')).to.deep.equal(all.toReversed());
          },
        ),
        runs(15),
      );
    });

    it('links say where to go, and keep the rest of the query', async () => {
      const first = await api.one.get('/lb/pools.json?limit=2&fields=id&sort_key=name&sort_dir=asc');
      const [next, previous] = first.body.pools_links;
      expect(first.body.pools_links.map((link) => link.rel)).to.deep.equal(['next', 'previous']);
      const marker = first.body.pools[1]?.id ?? '';
      expect(next?.href).to.equal(
        `http://localhost:80/v2.0/lb/pools.json?limit=2&fields=id&sort_key=name&sort_dir=asc&marker=${marker}`,
      );
      expect(previous?.href).to.include('page_reverse=True');
      const short = await api.one.get('/lb/pools?limit=100');
      expect(short.body.pools_links.map((link) => link.rel)).to.deep.equal(['previous']);
      expect((await api.one.get('/lb/pools')).body).to.not.have.property('pools_links');
    });

    it('has a link without a marker when it is empty', async () => {
      const marker = (await list('')).at(-1);
      const empty = await api.one.get(`/lb/pools?limit=2&marker=${marker}`);
      expect(empty.body.pools).to.deep.equal([]);
      expect(empty.body.pools_links).to.deep.equal([
        { rel: 'previous', href: 'http://localhost:80/v2.0/lb/pools?limit=2&page_reverse=True' },
      ]);
    });

    it('is not paged with limit 0, and refused with a limit that is none', async () => {
      expect(await list('limit=0')).to.have.length(5);
      expect(await list('limit=99999999999999999999')).to.have.length(5);
      for (const limit of ['-1', 'x', '1.5', '0x2']) {
        refused(await api.one.get(`/lb/pools?limit=${limit}`), 400, 'BadRequest');
      }
    });

    it('does not start behind what is not there', async () => {
      refused(await api.one.get(`/lb/pools?limit=1&marker=${randomUUID()}`), 404, 'PoolNotFound');
      refused(await api.one.get('/lb/pools?limit=1&marker=x'), 404, 'PoolNotFound');
      refused(await api.two.get(`/lb/pools?limit=1&marker=${id(0)}`), 404, 'PoolNotFound');
    });
  });
});
