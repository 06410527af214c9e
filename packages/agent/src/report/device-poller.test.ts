import type { Args } from '@lbaas/common/contract';
import { RpcError } from '@lbaas/common/contract';
import { Metrics, createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { MemberHealthReport } from '../haproxy/index.ts';
import { device, member, monitor, pool } from '../haproxy/testing/device-builder.ts';
import { DeviceMemories } from '../reconcile/index.ts';
import { DevicePoller } from './device-poller.ts';

const POOL = pool().id;
const health = (number: number, value: MemberHealthReport['health']): MemberHealthReport => ({
  memberId: member(number).id,
  poolId: POOL,
  health: value,
  check: undefined,
});
const totals = { poolId: POOL, bytesIn: 1, bytesOut: 2, activeConnections: 3, totalConnections: 4 };

describe('DevicePoller', () => {
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
  let poller: DevicePoller;

  beforeEach(() => {
    sent = [];
    stats = [];
    failure = undefined;
    refusals = 0;
    reports = [health(1, 'up'), health(2, 'up')];
    hanging = new Set();
    connected = true;
    devices = new Map([[ID, monitored]]);
    memories = new DeviceMemories();
    memories.of(ID).running = true;
    poller = new DevicePoller({
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
      haproxy: {
        poll: (deviceId) =>
          hanging.has(deviceId)
            ? new Promise(() => undefined)
            : Promise.resolve({ health: reports, stats: [totals] }),
      },
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
      healthEveryMs: 10,
      statsEveryMs: 40,
      concurrency: 2,
    });
    poller.start();
  });
  afterEach(() => poller.stop());

  const untilSent = async (...states: string[][]): Promise<unknown> =>
    eventually(
      () => expect(sent.map(({ members }) => members.map((one) => one.health))).to.deep.equal(states),
      { withinMs: 2000, everyMs: 5 },
    );

  it('tells all members after a deployment, then only those that change', async () => {
    poller.realised(ID);
    await untilSent(['up', 'up']);
    reports = [health(1, 'up'), health(2, 'down')];
    await untilSent(['up', 'up'], ['down']);
    poller.realised(ID);
    await untilSent(['up', 'up'], ['down'], ['up', 'down']);
  });

  it('tells everything again after a reconnect', async () => {
    poller.realised(ID);
    await untilSent(['up', 'up']);
    connect();
    await untilSent(['up', 'up'], ['up', 'up']);
  });

  it('repeats what was not confirmed', async () => {
    failure = new RpcError('timeout', 'no confirm');
    poller.realised(ID);
    await eventually(() => expect(refusals).to.be.greaterThan(0), { withinMs: 2000 });
    failure = undefined;
    await untilSent(['up', 'up']);
  });

  it('sends totals at their own pace', async () => {
    poller.realised(ID);
    await eventually(() => expect(stats).to.have.length(3), { withinMs: 2000 });
    expect(stats[0]).to.deep.include({ device_id: ID, epoch: 1 });
  });

  it('keeps quiet without a broker', async () => {
    connected = false;
    poller.realised(ID);
    connected = true;
    connect();
    await untilSent(['up', 'up']);
  });

  it('does not let an HAProxy that hangs delay others', async () => {
    const stuck = 'e0000000-0000-4000-8000-000000000077';
    devices.set(stuck, { ...monitored, device_id: stuck });
    memories.of(stuck).running = true;
    hanging.add(stuck);
    poller.realised(stuck);
    poller.realised(ID);
    await untilSent(['up', 'up']);
  });

  it('leaves a device alone that does not run', async () => {
    const stopped = 'e0000000-0000-4000-8000-000000000078';
    devices.set(stopped, { ...monitored, device_id: stopped });
    poller.realised(stopped);
    poller.realised(ID);
    await eventually(() => expect(stats).to.have.length(2), { withinMs: 2000 });
    expect([...sent, ...stats].map((message) => message.device_id)).not.to.include(stopped);
  });
});
