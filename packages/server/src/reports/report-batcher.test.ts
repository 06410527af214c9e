import type { Args } from '@lbaas/common/contract';
import type { AgentId, DeviceId } from '@lbaas/common/domain';
import { expect } from 'chai';
import type { Tx, UnitOfWork } from '../persistence/index.ts';
import { placementOf, seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { ReportBatcher } from './report-batcher.ts';

type Report = Args<'update_status'>;

describe('ReportBatcher', () => {
  let db: TestDatabase;
  let agentId: AgentId;
  let devices: DeviceId[];
  let transactions: number;
  let writer: ReportBatcher;

  beforeEach(async () => {
    db = await openTestDatabase();
    ({ id: agentId } = await seedAgent(db, { host: 'host-a' }));
    devices = await Promise.all(Array.from({ length: 12 }, () => seedDevice(db, { generation: 5 })));
    for (const id of devices) await seedPlacement(db, id, agentId, { dispatched: 5 });
    transactions = 0;
    const counting: Pick<UnitOfWork, 'transaction'> = {
      transaction: <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
        transactions += 1;
        return db.unitOfWork.transaction(work);
      },
    };
    writer = new ReportBatcher(counting);
  });
  afterEach(() => db.close());

  const done = (device: DeviceId, more: Partial<Report> = {}): Report => ({
    host: 'host-a',
    device_id: device,
    epoch: 1,
    generation: 5,
    observed_generation: 5,
    outcome: 'done',
    how: 'start',
    error: null,
    duration_ms: 12,
    at: '2026-01-01T00:00:01.000Z',
    ...more,
  });
  const observed = async (device: DeviceId) => (await placementOf(db, device, agentId))?.observed_generation;

  it('writes a burst in a few transactions, each report for itself', async () => {
    const verdicts = await Promise.all(
      devices.map((id, n) => writer.write(done(id, { observed_generation: (n % 5) + 1 }))),
    );
    expect(verdicts.every(({ kind }) => kind === 'apply')).to.equal(true);
    expect(transactions).to.be.at.most(4);
    for (const [n, id] of devices.entries()) expect(await observed(id)).to.equal((n % 5) + 1);
  });

  it('keeps the order of the reports of one device', async () => {
    const [id = '' as DeviceId] = devices;
    const failed = { outcome: 'failed', observed_generation: 0, error: 'HAProxy has ended' } as const;
    const verdicts = await Promise.all([
      writer.write(done(id)),
      writer.write(done(id, { ...failed, at: '2026-01-01T00:00:02.000Z' })),
      writer.write(done(id, { at: '2026-01-01T00:00:03.000Z' })),
    ]);
    expect(verdicts.map(({ kind }) => kind)).to.deep.equal(['apply', 'apply', 'apply']);
    expect(await placementOf(db, id, agentId)).to.include({ observed_generation: 5, error: null });
  });

  it('tells each what it is, whatever comes beside it', async () => {
    const [one, other, third] = devices as [DeviceId, DeviceId, DeviceId];
    const verdicts = await Promise.all([
      writer.write(done(one)),
      writer.write(done(other, { epoch: 9 })),
      writer.write(done(third, { host: 'elsewhere' })),
    ]);
    expect(verdicts.map(({ kind }) => kind)).to.deep.equal(['apply', 'ignore', 'stray']);
    expect([await observed(one), await observed(other), await observed(third)]).to.deep.equal([5, 0, 0]);
  });

  it('lets a report that cannot be written fail alone', async () => {
    const outcomes = await Promise.allSettled(
      devices.map((id, n) => writer.write(done(id, n === 3 ? { error: '\0', outcome: 'failed' } : {}))),
    );
    expect(outcomes.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).to.deep.equal([3]);
    for (const [n, id] of devices.entries()) expect(await observed(id)).to.equal(n === 3 ? 0 : 5);
  });
});
