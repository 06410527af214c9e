import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Answer } from '../support/lbaas-v1-client.ts';
import {
  type LbaasApi,
  associate,
  memberBody,
  newMember,
  newMonitor,
  newPool,
  newVip,
  vipBody,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

async function expectBlocked(api: LbaasApi): Promise<void> {
  const blocked = await api.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  expect(blocked).to.have.length(1);
}

/** Sends requests at once. @returns their statuses */
const statuses = (answers: readonly Answer[]): readonly number[] =>
  answers.map((answer) => answer.status).sort((a, b) => a - b);

describe('races', () => {
  const api = useLbaasApi({ agent: {}, isPatient: true });

  it('give a pool one VIP, and take no second address', async () => {
    const pool = await newPool(api);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.one.post('/lb/vips', vipBody(api, pool.id))),
    );
    expect(statuses(answers)).to.deep.equal([201, 409, 409, 409, 409, 409, 409, 409]);
    const ports = await api.query(`SELECT 1 FROM ports WHERE device_id = $1`, [pool.id]);
    expect(ports).to.have.length(1);
  });

  it('give an address to one of many pools', async () => {
    const pools = await Promise.all(Array.from({ length: 6 }, () => newPool(api)));
    const answers = await Promise.all(
      pools.map((pool) => api.one.post('/lb/vips', vipBody(api, pool.id, { address: '10.1.0.99' }))),
    );
    expect(statuses(answers)).to.deep.equal([201, 409, 409, 409, 409, 409]);
  });

  it('allocate different addresses', async () => {
    const pools = await Promise.all(Array.from({ length: 20 }, () => newPool(api)));
    const vips = await Promise.all(pools.map((pool) => newVip(api, pool.id)));
    expect(new Set(vips.map((vip) => vip.address)).size).to.equal(20);
  });

  it('let a pool be deleted or get a VIP, not both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const pool = await newPool(api);
      const [vip, removed] = await Promise.all([
        api.one.post('/lb/vips', vipBody(api, pool.id)),
        api.one.delete(`/lb/pools/${pool.id}`),
      ]);
      expect([
        [201, 409],
        [404, 204],
      ]).to.deep.include([vip.status, removed.status]);
    }
  });

  it('let a member come or its pool go', async () => {
    for (let round = 0; round < 10; round += 1) {
      const pool = await newPool(api);
      const [member, removed] = await Promise.all([
        api.one.post('/lb/members', memberBody(pool.id, '10.1.0.201')),
        api.one.delete(`/lb/pools/${pool.id}`),
      ]);
      expect([201, 404]).to.include(member.status);
      expect(removed.status).to.equal(204);
    }
  });

  it('count every change of a device once', async () => {
    const pool = await newPool(api);
    const before = await api.generationOf(pool.id);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        api.one.post('/lb/members', memberBody(pool.id, `10.1.9.${index + 1}`)),
      ),
    );
    expect(new Set(statuses(answers))).to.deep.equal(new Set([201]));
    expect(await api.generationOf(pool.id)).to.equal(before + 30);
  });

  it('change shared monitors from all sides without a deadlock that anybody sees', async () => {
    const pools = await Promise.all(Array.from({ length: 6 }, () => newPool(api)));
    const monitors = await Promise.all(Array.from({ length: 3 }, () => newMonitor(api)));
    for (const pool of pools) for (const monitor of monitors) await associate(api, pool.id, monitor.id);
    const work = Array.from({ length: 60 }, (_, index) => {
      const monitor = monitors[index % 3]?.id ?? '';
      const pool = pools[index % 6]?.id ?? '';
      if (index % 4 === 0)
        return api.one.put(`/lb/pools/${pool}`, { pool: { admin_state_up: index % 8 === 0 } });
      if (index % 4 === 1) return api.one.delete(`/lb/pools/${pool}/health_monitors/${monitor}`);
      if (index % 4 === 2) {
        return api.one.post(`/lb/pools/${pool}/health_monitors`, { health_monitor: { id: monitor } });
      }
      return api.one.put(`/lb/health_monitors/${monitor}`, { health_monitor: { delay: 5 + index } });
    });
    for (const { status } of await Promise.all(work)) expect(status).to.be.below(500);
  });

  it('write a pool before its load balancer, whoever writes', async () => {
    const [from, to] = [await newPool(api), await newPool(api)];
    const vip = await newVip(api, from.id);
    const requests: readonly (readonly [string, () => Promise<Answer>])[] = [
      [from.id, () => api.one.put(`/lb/pools/${from.id}`, { pool: { name: 'other' } })],
      [from.id, () => api.one.put(`/lb/vips/${vip.id}`, { vip: { pool_id: to.id } })],
      [to.id, () => api.one.delete(`/lb/vips/${vip.id}`)],
    ];
    for (const [poolId, request] of requests) {
      const holder = await api.pool.connect();
      try {
        await holder.query('BEGIN');
        await holder.query('SELECT 1 FROM pools WHERE id = $1 FOR UPDATE', [poolId]);
        const answer = request();
        await eventually(() => expectBlocked(api), { withinMs: 30_000 });
        await holder.query('SELECT 1 FROM load_balancers WHERE id = $1 FOR UPDATE NOWAIT', [poolId]);
        await holder.query('COMMIT');
        expect((await answer).status).to.be.oneOf([200, 204]);
      } finally {
        holder.release(true);
      }
    }
  });

  it('leave no association that never hears of its monitor', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [pool, monitor] = [await newPool(api), await newMonitor(api)];
      const body = { health_monitor: { id: monitor.id } };
      const [changed, added] = await Promise.all([
        api.one.put(`/lb/health_monitors/${monitor.id}`, { health_monitor: { delay: 60 } }),
        api.one.post(`/lb/pools/${pool.id}/health_monitors`, body),
      ]);
      expect([changed.status, added.status]).to.deep.equal([200, 201]);
      const before = await api.generationOf(pool.id);
      const seen = changed.body.health_monitor.pools.length;
      expect(before).to.equal(seen === 1 ? 3 : 2);
    }
  });

  it('move members and VIPs to and fro', async () => {
    const pools = await Promise.all(Array.from({ length: 3 }, () => newPool(api)));
    const vip = await newVip(api, pools[0]?.id ?? '');
    const member = await newMember(api, pools[0]?.id ?? '', '10.1.0.201');
    const target = (index: number) => pools[index % 3]?.id ?? '';
    const moves = Array.from({ length: 24 }, (_, index) =>
      index % 2 === 0
        ? api.one.put(`/lb/vips/${vip.id}`, { vip: { pool_id: target(index) } })
        : api.one.put(`/lb/members/${member.id}`, { member: { pool_id: target(index) } }),
    );
    for (const { status, type } of await Promise.all(moves)) {
      expect(status === 200 || (status === 409 && type === 'StateInvalid'), `${status} ${type}`).to.equal(
        true,
      );
    }
    const owners = await api.query('SELECT id FROM load_balancers WHERE vip_port_id = $1', [vip.port_id]);
    expect(owners).to.have.length(1);
  });
});
