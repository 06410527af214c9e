import { expect } from 'chai';
import { type Thing, refused } from '../support/lbaas-v1-client.ts';
import { newMember, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

interface Series {
  readonly requests: readonly (number | null)[];
  readonly sessions: readonly (number | null)[];
  readonly bytes_in: readonly (number | null)[];
  readonly active: readonly (number | null)[];
}

interface History {
  readonly step: number;
  readonly from: string;
  readonly until: string;
  readonly total: Series;
  readonly members: Readonly<Record<string, Series>>;
  readonly response_classes: Readonly<Record<string, readonly (number | null)[]>> | null;
}

const S = 1000;
const sum = (series: readonly (number | null)[]): number =>
  series.reduce<number>((all, n) => all + (n ?? 0), 0);
const gaps = (series: readonly (number | null)[]): number => series.filter((n) => n === null).length;

describe('what a pool has carried in the last hour', () => {
  const api = useLbaasApi({ agent: { host: 'host-a' } });
  let pool: Thing;
  let member: Thing;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = Date.now();
    pool = await newPool(api);
    await newVip(api, pool.id);
    member = await newMember(api, pool.id, '10.1.0.201');
    await api.report(pool.id);
  });

  const history = async (query = '', of = pool): Promise<History> => {
    const answer = await api.one.get(`/lb/pools/${of.id}/stats/history${query}`);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body['history'] as History;
  };

  /** What the agent reports of the ten seconds until so many seconds ago; the totals are not looked at. */
  const report = (agoS: number, requests: number): Promise<void> => {
    const counters = { requests, sessions: requests, bytes_in: requests * 10, bytes_out: requests * 20 };
    const atMs = nowMs - agoS * S;
    const of = { ...counters, active: requests === 0 ? 0 : 3 };
    const members = requests === 0 ? [] : [{ member_id: member.id, ...of }];
    const responses = [0, requests, 0, 0, 0];
    return api.agents.reportTraffic(pool.id, {
      at: new Date(atMs).toISOString(),
      since: new Date(atMs - 10 * S).toISOString(),
      pools: [{ pool_id: pool.id, ...of, responses, members }],
    });
  };
  const rows = async (): Promise<number> =>
    (await api.query('SELECT 1 FROM traffic WHERE pool_id = $1', [pool.id])).length;

  it('is unknown as long as nobody has reported', async () => {
    const { step, from, until, total, members, response_classes: classes } = await history();
    expect(step).to.equal(10);
    expect(Date.parse(until) - Date.parse(from)).to.equal(3600 * S);
    expect(total.requests).to.deep.equal(Array(360).fill(null));
    expect(Object.keys(members)).to.deep.equal([member.id]);
    expect(classes).to.have.all.keys('1xx', '2xx', '3xx', '4xx', '5xx');
  });

  it('is zero where nothing was carried, and leaves no rows then', async () => {
    await report(115, 0);
    for (const agoS of [60, 30, 5]) await report(agoS, 0);
    expect(await rows()).to.equal(1);
    const { total } = await history('?minutes=2');
    expect(sum(total.sessions)).to.equal(0);
    expect(gaps(total.sessions)).to.be.at.most(1);
  });

  it('is what was reported, once each, and a gap where nothing was', async () => {
    await report(400, 100);
    await report(400, 100);
    await report(100, 50);
    await report(40, 30);
    await report(40, 30);
    const { total, members, response_classes: classes } = await history('?minutes=10');
    expect(sum(total.requests) * 10).to.be.closeTo(180, 1);
    expect(sum(total.bytes_in) * 10).to.be.closeTo(1800, 1);
    expect(sum(members[member.id]?.sessions ?? []) * 10).to.be.closeTo(180, 1);
    expect(sum(classes?.['2xx'] ?? []) * 10).to.be.closeTo(180, 1);
    expect(Math.max(...total.active.map(Number))).to.equal(3);
    expect(gaps(total.sessions)).to.be.within(44, 50);
    const shown = (await api.one.get(`/lb/loadbalancers/${pool.id}`)).body['loadbalancer'] as {
      readonly traffic: { readonly requests: readonly (number | null)[]; readonly step: number };
    };
    expect(shown.traffic.requests).to.have.length(30);
    expect(sum(shown.traffic.requests) * shown.traffic.step).to.be.closeTo(180, 1);
  });

  it('has no requests where the protocol has none', async () => {
    const tcp = await newPool(api, { protocol: 'TCP' });
    const { total, response_classes: classes } = await history('?minutes=1', tcp);
    expect(total.requests).to.deep.equal(Array(6).fill(null));
    expect(classes).to.equal(null);
  });

  it('is unknown while the agent is one that does not say what it carries', async () => {
    const totals = { bytes_in: 1, bytes_out: 2, active_connections: 0, total_connections: 1 };
    await api.agents.reportTotals(pool.id, totals);
    expect(gaps((await history('?minutes=1')).total.sessions)).to.equal(6);
  });

  it('belongs to the project of the pool, and is asked for in minutes', async () => {
    const path = `/lb/pools/${pool.id}/stats/history`;
    refused(await api.two.get(path), 404, 'PoolNotFound');
    refused(await api.one.get('/lb/pools/none/stats/history'), 404, 'PoolNotFound');
    for (const minutes of ['0', '61', '1.5', 'all']) {
      refused(await api.one.get(`${path}?minutes=${minutes}`), 400, 'InvalidInput');
    }
    expect((await history('?minutes=60')).total.sessions).to.have.length(360);
  });
});
