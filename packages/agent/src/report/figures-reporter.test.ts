import type { Args } from '@lbaas/common/contract';
import { RpcError } from '@lbaas/common/contract';
import { Metrics, createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  DriverTable,
  type MemberHealthReport,
  type NoticeListener,
  type PoolTotals,
} from '../drivers/index.ts';
import { device, member, monitor, pool } from '../testing/device-builder.ts';
import { DeviceMemories } from '../reconcile/index.ts';
import { ScriptedDriver } from '../reconcile/testing/scripted-driver.ts';
import { FiguresReporter, type FiguresReporterOptions } from './figures-reporter.ts';

const POOL = pool().id;
const health = (number: number, value: MemberHealthReport['health']): MemberHealthReport => ({
  memberId: member(number).id,
  poolId: POOL,
  health: value,
  check: undefined,
});
const RUNNING = { pid: process.pid, generation: 1 };
const NO_TOTALS = { poolId: POOL, bytesIn: 1, bytesOut: 2, activeConnections: 3, totalConnections: 4 };

describe('FiguresReporter', () => {
  const monitored = device({ pools: [pool({ health_monitors: [monitor(1)] })] });
  const ID = monitored.device_id;
  let sent: Args<'update_member_status'>[];
  let stats: Args<'update_device_stats'>[];
  let failure: Error | undefined;
  let refusals: number;
  let reports: MemberHealthReport[];
  let hanging: Set<string>;
  let connect: () => void;
  let connected: boolean;
  let devices: Map<string, typeof monitored>;
  let memories: DeviceMemories;
  let reporter: FiguresReporter;
  let totals: PoolTotals;
  let followed: boolean;
  let readings: number;
  let notify: NoticeListener;

  beforeEach(() => {
    sent = [];
    stats = [];
    failure = undefined;
    refusals = 0;
    reports = [health(1, 'up'), health(2, 'up')];
    hanging = new Set();
    connected = true;
    totals = NO_TOTALS;
    followed = false;
    readings = 0;
    devices = new Map([[ID, monitored]]);
    memories = new DeviceMemories();
    memories.of(ID).running = RUNNING;
    reporter = create({ healthEveryMs: 10, statsEveryMs: 40 });
    reporter.start();
  });
  afterEach(() => reporter.stop());

  type Pace = Pick<FiguresReporterOptions, 'healthEveryMs' | 'statsEveryMs'>;

  function create(pace: Pace): FiguresReporter {
    const driver = new ScriptedDriver();
    driver.figures = (deviceId) => {
      readings += 1;
      return hanging.has(deviceId)
        ? new Promise(() => undefined)
        : Promise.resolve({ health: reports, totals: [totals], followed });
    };
    driver.onNotice = (listener) => {
      notify = listener;
    };
    return new FiguresReporter({
      identity: { host: 'agent-1', installationId: '6c1f0a52-9d0e-4b57-8a2c-0e4d5c6b7a89' },
      rpc: {
        cast: async (_to, method, args) => {
          refusals += failure === undefined ? 0 : 1;
          if (failure !== undefined) throw failure;
          if (method === 'update_member_status') sent.push(args as (typeof sent)[number]);
          else stats.push(args as (typeof stats)[number]);
        },
      },
      connection: {
        get connected() {
          return connected;
        },
        onConnected: (fn) => {
          connect = fn;
          return () => undefined;
        },
      },
      drivers: new DriverTable([driver]),
      desired: {
        adminStateUp: true,
        get: (deviceId) => {
          const found = devices.get(deviceId);
          return found && { wanted: 'present', device: found };
        },
        ids: () => [...devices.keys()],
      },
      memories,
      clock: systemClock,
      logger: createLogger({ name: 'test', level: 'silent' }),
      metrics: new Metrics(),
      ...pace,
      maxSeries: 1000,
      concurrency: 2,
    });
  }

  async function restart(pace: Pace): Promise<void> {
    await reporter.stop();
    reporter = create(pace);
    reporter.start();
  }

  const untilSent = async (...states: string[][]): Promise<unknown> =>
    eventually(
      () => expect(sent.map(({ members }) => members.map((one) => one.health))).to.deep.equal(states),
      { withinMs: 2000, everyMs: 5 },
    );

  it('tells all members after a deployment, then only those that change', async () => {
    reporter.realised(ID, true);
    await untilSent(['up', 'up']);
    reports = [health(1, 'up'), health(2, 'down')];
    await untilSent(['up', 'up'], ['down']);
    reporter.realised(ID, true);
    await untilSent(['up', 'up'], ['down'], ['up', 'down']);
  });

  it('repeats members that no change has concerned at the pace of the totals only', async () => {
    followed = true;
    await restart({ healthEveryMs: 10, statsEveryMs: 300 });
    reporter.realised(ID, true);
    await untilSent(['up', 'up']);
    const before = readings;
    for (let count = 0; count < 20; count += 1) reporter.realised(ID, false);
    await untilSent(['up', 'up'], ['up', 'up']);
    expect(readings - before).to.equal(1);
  });

  it('tells everything again after a reconnect', async () => {
    reporter.realised(ID, true);
    await untilSent(['up', 'up']);
    connect();
    await untilSent(['up', 'up'], ['up', 'up']);
  });

  it('repeats what was not confirmed', async () => {
    failure = new RpcError('timeout', 'no confirm');
    reporter.realised(ID, true);
    await eventually(() => expect(refusals).to.be.greaterThan(0), { withinMs: 2000 });
    failure = undefined;
    await untilSent(['up', 'up']);
  });

  it('sends totals that have changed at their own pace, and others from time to time', async () => {
    reporter.realised(ID, true);
    await eventually(() => expect(stats).to.have.length(1), { withinMs: 2000 });
    expect(stats[0]).to.deep.include({ device_id: ID, epoch: 1 });
    const before = readings;
    await eventually(() => expect(readings).to.be.greaterThan(before + 8), { withinMs: 2000 });
    totals = { ...totals, bytesIn: 9 };
    await eventually(() => expect(stats.at(-1)?.pools[0]).to.include({ bytes_in: 9 }), { withinMs: 2000 });
    const count = stats.length;
    await eventually(() => expect(stats.length).to.be.greaterThan(count), { withinMs: 2000 });
    expect(stats.length).to.be.lessThan(readings / 2);
  });

  it('looks when HAProxy says that a member has changed, and rarely besides', async () => {
    followed = true;
    await restart({ healthEveryMs: 10, statsEveryMs: 600_000 });
    reporter.realised(ID, true);
    await untilSent(['up', 'up']);
    expect(readings).to.equal(1);
    reports = [health(1, 'up'), health(2, 'down')];
    notify(ID, 'changed');
    await untilSent(['up', 'up'], ['down']);
  });

  it('looks a few times a second at most however much HAProxy says', async () => {
    followed = true;
    await restart({ healthEveryMs: 10, statsEveryMs: 600_000 });
    reporter.realised(ID, true);
    await untilSent(['up', 'up']);
    for (let count = 0; count < 100; count += 1) notify(ID, 'changed');
    reports = [health(1, 'up'), health(2, 'down')];
    await untilSent(['up', 'up'], ['down']);
    expect(readings).to.be.at.most(3);
  });

  it('keeps quiet without a broker', async () => {
    connected = false;
    reporter.realised(ID, true);
    connected = true;
    connect();
    await untilSent(['up', 'up']);
  });

  it('does not let an HAProxy that hangs delay others', async () => {
    const stuck = 'e0000000-0000-4000-8000-000000000077';
    devices.set(stuck, { ...monitored, device_id: stuck });
    memories.of(stuck).running = RUNNING;
    hanging.add(stuck);
    reporter.realised(stuck, true);
    reporter.realised(ID, true);
    await untilSent(['up', 'up']);
  });

  it('says once that nobody knows how the members of a device are that does not run', async () => {
    reporter.realised(ID, true);
    await untilSent(['up', 'up']);
    memories.of(ID).running = undefined;
    failure = new RpcError('timeout', 'no confirm');
    reporter.realised(ID, true);
    await eventually(() => expect(refusals).to.be.greaterThan(0), { withinMs: 2000 });
    failure = undefined;
    await untilSent(['up', 'up'], ['unknown', 'unknown']);
    reporter.realised(ID, true);
    connect();
    const other = 'e0000000-0000-4000-8000-000000000078';
    devices.set(other, { ...monitored, device_id: other });
    reporter.realised(other, true);
    await untilSent(['up', 'up'], ['unknown', 'unknown'], ['unknown', 'unknown']);
    expect(sent.map(({ device_id }) => device_id)).to.deep.equal([ID, ID, other]);
    memories.of(ID).running = RUNNING;
    reporter.realised(ID, true);
    await eventually(
      () => expect(sent.at(-1)?.members.map((one) => one.health)).to.deep.equal(['up', 'up']),
      {
        withinMs: 2000,
      },
    );
  });
});
