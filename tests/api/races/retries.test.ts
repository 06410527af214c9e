import { expect } from 'chai';
import { created } from '../lbaas-v1-client.ts';
import { memberBody, memberOf, newPool } from '../lbaas-v1-fixture.ts';
import { useLbaasApi } from '../use-lbaas-api.ts';
import { watchDeadlocks } from './deadlocks.ts';
import { besides, untilWaiting } from './side-connection.ts';

const KEY = 'once';

const TAKE_KEY = `
INSERT INTO idempotency_keys (project_id, user_id, key, fingerprint)
SELECT project_id, user_id, key, '' FROM (VALUES ('one', '', '${KEY}')) AS k (project_id, user_id, key)`;

describe('a request that ends as the victim of a deadlock', function () {
  this.timeout(60_000);
  const api = useLbaasApi({ agent: {}, isPatient: true });

  /**
   * The request has its key and waits for its device; we wait for the key. Then it gets the device and waits for us. It
   * is the one that PostgreSQL ends, since we are patient.
   */
  it('runs again, and is done, told and remembered once', async () => {
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
    expect(deadlocks()).to.have.length(1);
    const counts = await api.query(
      `SELECT (SELECT count(*) FROM members) AS members,
        (SELECT count(*) FROM audit_log WHERE resource_id = $1) AS told,
        (SELECT count(*) FROM events WHERE resource_id = $2 AND action = 'create') AS events,
        (SELECT count(*) FROM idempotency_keys) AS keys`,
      [id, id],
    );
    expect(counts).to.deep.equal([{ members: 1, told: 1, events: 1, keys: 1 }]);
    const again = await client.post('/lb/members', body);
    expect(again.headers['idempotency-replayed']).to.equal('true');
    expect(created(again).id).to.equal(id);
  });
});
