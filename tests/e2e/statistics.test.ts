import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type Balancer, call, createBalancer, deleteBalancer, realised } from './support/balancer.ts';
import { vipUrl, whoServes } from './support/client.ts';
import { E2E_LAB } from './support/describe-on-lab.ts';

interface Totals {
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly active_connections: number;
  readonly total_connections: number;
}

type Series = readonly (number | null)[];

interface History {
  readonly total: { readonly requests: Series; readonly bytes_out: Series };
  readonly members: Readonly<Record<string, { readonly requests: Series }>>;
  readonly response_classes: Readonly<Record<string, Series>>;
}

/** All that rates per second in steps of ten seconds stand for. */
const carried = (series: Series = []): number =>
  Math.round(series.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) * 10);

describe('pool statistics', function () {
  this.timeout(180_000);
  const lab = E2E_LAB.use();
  let balancer: Balancer;
  let url: string;

  before(async () => {
    balancer = await createBalancer(lab);
    url = vipUrl('http', balancer.address, balancer.port);
  });
  after(() => deleteBalancer(lab, balancer));

  const totals = async (): Promise<Totals> =>
    (await call(lab, 'GET', `/v2.0/lb/pools/${balancer.pool.id}/stats`)) as unknown as Totals;

  /** Waits for counters that show at least so many connections: they are reported every ten seconds. */
  const reach = (connections: number): Promise<Totals> =>
    eventually(
      async () => {
        const now = await totals();
        expect(now.total_connections).to.be.at.least(connections);
        return now;
      },
      { withinMs: 60_000, everyMs: 250 },
    );

  it('begin at zero and count every request', async () => {
    expect(await totals()).to.deep.equal({
      bytes_in: 0,
      bytes_out: 0,
      active_connections: 0,
      total_connections: 0,
    });
    await whoServes(lab, url, 5);
    const counted = await reach(5);
    expect(counted.total_connections).to.equal(5);
    expect(counted.bytes_in).to.be.greaterThan(0);
    expect(counted.bytes_out).to.be.greaterThan(counted.bytes_in);
  });

  it('show what was carried lately, by member and response class', async () => {
    await whoServes(lab, url, 4);
    await eventually(
      async () => {
        const path = `/v2.0/lb/pools/${balancer.pool.id}/stats/history?minutes=5`;
        const history = (await call(lab, 'GET', path)) as unknown as History;
        const { total, members, response_classes: classes } = history;
        expect(carried(total.requests)).to.be.at.least(4);
        expect(carried(total.requests)).to.equal(carried(classes['2xx']));
        expect(carried(Object.values(members).flatMap(({ requests }) => requests))).to.equal(
          carried(total.requests),
        );
        expect(carried(total.bytes_out)).to.be.greaterThan(carried(total.requests));
      },
      { withinMs: 90_000, everyMs: 500 },
    );
  });

  it('go on over a reload, a crash of HAProxy and a restart of the agent', async () => {
    await call(lab, 'PUT', `/v2.0/lb/pools/${balancer.pool.id}`, {
      pool: { lb_method: 'LEAST_CONNECTIONS' },
    });
    await realised(lab, balancer.pool.id);
    await whoServes(lab, url, 2);
    expect((await reach(11)).total_connections).to.equal(11);

    lab.killHaproxy(balancer.pool.id);
    await eventually(async () => expect(new Set(await whoServes(lab, url, 1))).to.not.include('nobody'), {
      withinMs: 60_000,
    });
    const afterCrash = (await reach(12)).total_connections;

    for (const n of [1, 2]) {
      await lab.agent(n).stop();
      await lab.agent(n).start();
    }
    await whoServes(lab, url, 3);
    expect((await reach(afterCrash + 3)).total_connections).to.equal(afterCrash + 3);
  });
});
