import type { AgentId, DeviceId } from '@lbaas/common/domain';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Tx } from '../../persistence/unit-of-work.ts';
import { placementOf, seedAgent, seedDevice } from '../../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../../testing/test-database.ts';
import { bumpGeneration } from '../generation.ts';
import { startSending } from './idle.ts';
import { insertPlacement } from './place.ts';
import { retirePlacements } from './retire.ts';

const WAITING = `
SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

describe('idle placements', () => {
  let db: TestDatabase;
  let agent: { readonly id: AgentId; readonly host: string };
  let device: DeviceId;

  beforeEach(async () => {
    db = await openTestDatabase();
    agent = await seedAgent(db);
    device = await seedDevice(db);
  });
  afterEach(() => db.close());

  const place = async (tx: Tx): Promise<void> => {
    await tx.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [device]);
    insertPlacement(tx, device, { agentId: agent.id, host: agent.host, isIdle: true });
  };
  const change = (tx: Tx): Promise<number> => bumpGeneration(tx, device);
  const giveVip = (tx: Tx): Promise<number> => {
    startSending(tx, device);
    return bumpGeneration(tx, device);
  };
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.unitOfWork.transaction(work);
  /** Both have begun before the first one has ended. */
  const oneBehindTheOther = async (
    first: (tx: Tx) => Promise<unknown>,
    second: typeof first,
  ): Promise<void> => {
    let waiting: Promise<unknown> = Promise.resolve();
    await write(async (tx) => {
      await first(tx);
      waiting = write(second);
      await eventually(async () => expect(await db.query(WAITING)).to.not.deep.equal([]), {
        withinMs: 10_000,
      });
    });
    await waiting;
  };
  const shown = async (): Promise<object> => {
    const [{ generation, realized } = {}] = await db.query<Record<string, number>>(
      'SELECT generation, realized_generation AS realized FROM devices',
    );
    const placement = await placementOf(db, device, agent.id);
    const { dispatched_generation: sent, observed_generation: observed } = placement ?? {};
    return { generation, realized, sent, observed };
  };

  it('show each change in the transaction that makes it', async () => {
    await write(place);
    expect(await shown()).to.deep.equal({ generation: 1, realized: 1, sent: 1, observed: 1 });
    await write(change);
    expect(await shown()).to.deep.equal({ generation: 2, realized: 2, sent: 2, observed: 2 });
  });

  it('are sent a change that has waited for another one', async () => {
    await write(place);
    await oneBehindTheOther(change, change);
    expect(await shown()).to.deep.equal({ generation: 3, realized: 2, sent: 2, observed: 2 });
  });

  it('end with a VIP, for good', async () => {
    await write(place);
    await write(giveVip);
    expect(await shown()).to.deep.equal({ generation: 2, realized: 1, sent: 0, observed: 1 });
    await write(change);
    expect(await shown()).to.deep.equal({ generation: 3, realized: 1, sent: 0, observed: 1 });
  });

  it('end also when they begin while the VIP comes', async () => {
    await oneBehindTheOther(place, giveVip);
    expect(await shown()).to.deep.equal({ generation: 2, realized: 1, sent: 0, observed: 1 });
  });

  it('show nothing of what waits for the VIP', async () => {
    await write(place);
    await oneBehindTheOther(giveVip, change);
    expect(await shown()).to.deep.equal({ generation: 3, realized: 1, sent: 0, observed: 1 });
  });

  it('are sent what has come while they begin, which is seen too late', async () => {
    await oneBehindTheOther(place, change);
    expect(await shown()).to.deep.equal({ generation: 2, realized: 1, sent: 1, observed: 1 });
    await write(change);
    expect(await shown()).to.deep.equal({ generation: 3, realized: 1, sent: 1, observed: 1 });
  });

  it('go when their device does, and are taken down if they have just been sent', async () => {
    const retire = (tx: Tx): Promise<void> => retirePlacements(tx, device);
    const send = (tx: Tx): Promise<unknown> =>
      tx.query(`UPDATE placements SET wanted = 'present', dispatched_at = now()`);
    await write(place);
    await oneBehindTheOther(send, retire);
    expect(await placementOf(db, device, agent.id)).to.include({
      wanted: 'absent',
      dispatched_generation: 0,
    });
    device = await seedDevice(db);
    await write(place);
    await write(retire);
    expect(await placementOf(db, device, agent.id)).to.equal(undefined);
  });
});
