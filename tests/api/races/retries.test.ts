import type { MessageOf } from '@lbaas/common/contract';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import { createAgentMessageHandlers, HAPROXY_ALONE } from '@lbaas/server/testing';

import { created } from '../support/lbaas-v1-client.ts';
import { memberBody, memberOf, newMember, newPool } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { watchDeadlocks } from './deadlocks.ts';
import { besides, untilWaiting } from './side-connection.ts';

const KEY = 'once';

const TAKE_KEY = `
INSERT INTO idempotency_keys (project_id, user_id, key, fingerprint)
SELECT project_id, user_id, key, '' FROM (VALUES ('one', '', '${KEY}')) AS k (project_id, user_id, key)`;

/** The retry may begin before the other transaction has woken up, and become the victim once more. */
const atLeastOne = (deadlocks: readonly string[]): boolean => deadlocks.length > 0;

describe('a request that ends as the victim of a deadlock', function () {
  this.timeout(60_000);
  const api = useLbaasApi({ agent: {}, isPatient: true });

  /**
   * The request holds its key and waits for its device; the side transaction waits for the key. Then the request gets
   * the device and waits for the side transaction. PostgreSQL ends the request, because the side transaction has a
   * longer deadlock timeout.
   */
  it('runs again, and is done, recorded and remembered once', async () => {
    const deadlocks = await watchDeadlocks();
    const pool = await newPool(api);
    const client = api.as({ ...memberOf('one'), 'idempotency-key': KEY });
    const body = memberBody(pool.id, '10.9.0.1');
    const answer = await besides(api, async (other) => {
      const creating = await besides(api, async (side) => {
        await other.query(`SET LOCAL deadlock_timeout = '1min'`);
        await other.query('SET LOCAL lock_timeout = 0');
        await other.query('SELECT 1 FROM pools WHERE id = $1 FOR UPDATE', [pool.id]);
        await side.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [pool.id]);
        const create = client.post('/lb/members', body);
        await untilWaiting(api, 1);
        const waiting = other.query(TAKE_KEY);
        await untilWaiting(api, 2);
        await side.query('COMMIT');
        return { create, waiting };
      });
      await creating.waiting;
      await other.query('ROLLBACK');
      return creating.create;
    });
    const { id } = created(answer);
    expect(deadlocks()).to.satisfy(atLeastOne);
    const counts = await api.query(
      `SELECT (SELECT count(*) FROM members) AS members,
        (SELECT count(*) FROM audit_log WHERE resource_id = $1) AS audited,
        (SELECT count(*) FROM events WHERE resource_id = $2 AND action = 'create') AS events,
        (SELECT count(*) FROM idempotency_keys) AS keys`,
      [id, id],
    );
    expect(counts).to.deep.equal([{ members: 1, audited: 1, events: 1, keys: 1 }]);
    const again = await client.post('/lb/members', body);
    expect(again.headers['idempotency-replayed']).to.equal('true');
    expect(created(again).id).to.equal(id);
  });
});

describe('a report that ends as the victim of a deadlock', function () {
  this.timeout(60_000);
  const api = useLbaasApi({ agent: { host: 'teller' }, isPatient: true });

  /** Reports both members, in the order of their ids, from the host that the pool is placed on. */
  async function healthReport(): Promise<MessageOf<'update_member_status'>> {
    const pool = await newPool(api);
    const members = [await newMember(api, pool.id, '10.9.0.1'), await newMember(api, pool.id, '10.9.0.2')];
    const at = new Date().toISOString();
    const up = members.map(({ id }) => ({
      member_id: id,
      pool_id: pool.id,
      health: 'up' as const,
      check: null,
    }));
    const [placed] = await api.query<{ epoch: number; installation_id: string }>(
      `SELECT p.epoch, a.installation_id FROM placements p JOIN agents a ON a.id = p.agent_id WHERE p.device_id = $1`,
      [pool.id],
    );
    const { epoch = 0, installation_id = '' } = placed ?? {};
    const args = { host: 'teller', installation_id, device_id: pool.id, epoch, at };
    return {
      method: 'update_member_status',
      args: { ...args, members: up.toSorted((one, other) => (one.member_id < other.member_id ? -1 : 1)) },
      sentAt: at,
      trace: { request_id: null },
    };
  }

  it('runs again, and is not put off', async () => {
    const deadlocks = await watchDeadlocks();
    const report = await healthReport();
    const [first, last] = report.args.members;
    const pool = createConnectionPool({ url: api.url });
    const handlers = createAgentMessageHandlers({
      unitOfWork: new UnitOfWork({ pool }),
      strays: { takeDown: () => Promise.reject(new Error('it is no stray')) },
      echoes: { send: () => undefined },
      refusals: { tell: () => Promise.resolve() },
      logger: createLogger({ name: 'test', level: 'silent' }),
      providers: HAPROXY_ALONE,
      agentDownAfterMs: 60_000,
      leaseS: null,
    });
    const lock = 'SELECT 1 FROM members WHERE id = $1 FOR UPDATE';
    try {
      const telling = await besides(api, async (side) => {
        await side.query(`SET LOCAL deadlock_timeout = '1min'`);
        await side.query('SET LOCAL lock_timeout = 0');
        await side.query(lock, [last?.member_id]);
        const told = handlers.update_member_status(report);
        await untilWaiting(api, 1);
        await side.query(lock, [first?.member_id]);
        await side.query('ROLLBACK');
        return { told };
      });
      await telling.told;
    } finally {
      await pool.end();
    }
    expect(deadlocks()).to.satisfy(atLeastOne);
    const known = await api.query('SELECT health FROM member_health WHERE member_id = ANY ($1)', [
      report.args.members.map(({ member_id }) => member_id),
    ]);
    expect(known).to.deep.equal([{ health: 'up' }, { health: 'up' }]);
  });
});
