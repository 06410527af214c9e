import type { Args } from '@lbaas/common/contract';
import { createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { device } from '../testing/device-builder.ts';
import { DeviceMemories } from '../reconcile/index.ts';
import { Heartbeat } from './heartbeat.ts';

describe('Heartbeat', () => {
  const wanted = device({});
  const ID = wanted.device_id;
  let adminStateUp: boolean;
  let memories: DeviceMemories;
  let beats: Args<'report_state'>[];
  let heartbeat: Heartbeat;
  let taken = 0;
  const left: number[] = [];
  let kept: Args<'report_state'>['kept_devices'];

  beforeEach(async () => {
    adminStateUp = true;
    memories = new DeviceMemories();
    [beats, kept] = [[], undefined];
    heartbeat = new Heartbeat({
      identity: { host: 'agent-1', installationId: '6c1f0a52-9d0e-4b57-8a2c-0e4d5c6b7a89' },
      version: '1',
      drivers: ['one_driver', 'other_driver'],
      physicalNetworks: ['office'],
      portSecurity: () => true,
      tunnelIp: '192.0.2.7',
      networkTypes: async () => ['flat', 'vxlan'],
      everyMs: 5,
      rpc: {
        cast: async (_to, _method, args) => {
          beats.push(args as Args<'report_state'>);
        },
      },
      connection: { connected: true, onConnected: () => () => undefined },
      desired: {
        ids: () => [ID],
        get: () => ({ wanted: 'present', device: wanted }),
        get adminStateUp() {
          return adminStateUp;
        },
      },
      memories,
      hearing: {
        runId: '0b1d4c7e-1111-4222-8333-444455556666',
        next: () => ({ beat: 5, heard: 4 }),
        sent: () => void (taken += 1),
      },
      programs: () => [{ name: 'HAProxy', version: '2.6.12', others: 1 }],
      hostClock: { leaves: (beat) => void left.push(beat), aheadS: -3.5 },
      lease: (number) => ({ lease: { seconds: number } }),
      capacity: { read: (count) => [{ limit: 'memory', used: count, max: 9, carries: 7 }] },
      kept: () => kept,
      clock: systemClock,
      logger: createLogger({ name: 'test', level: 'fatal' }),
    });
    await heartbeat.start();
  });
  afterEach(() => {
    heartbeat.stop();
  });

  const devices = async (): Promise<number | undefined> => {
    beats = [];
    await eventually(() => expect(beats).to.not.deep.equal([]), { withinMs: 1000 });
    return beats.at(-1)?.devices;
  };

  it('announces the drivers of this agent', async () => {
    await devices();
    expect(beats.at(-1)).to.deep.include({
      device_drivers: ['one_driver', 'other_driver'],
      network_types: ['flat', 'vxlan'],
      tunnel_ip: '192.0.2.7',
    });
  });

  it('says what serves the devices, and how far the clock is off', async () => {
    await devices();
    expect(beats.at(-1)).to.deep.include({
      programs: [{ name: 'HAProxy', version: '2.6.12', others: 1 }],
      clock_ahead_seconds: -3.5,
    });
    expect(left).to.include(5);
  });

  it('says what the host can carry', async () => {
    await devices();
    expect(beats.at(-1)?.capacity).to.deep.equal([{ limit: 'memory', used: 1, max: 9, carries: 7 }]);
  });

  it('names what is kept because the database was restored, and nothing otherwise', async () => {
    await devices();
    expect(beats.at(-1)).to.not.have.property('kept_devices');
    kept = [];
    await devices();
    expect(beats.at(-1)).to.deep.include({ kept_devices: [] });
  });

  it('names the newest echo, and tells when the broker has it', async () => {
    taken = 0;
    await devices();
    expect(beats.at(-1)).to.deep.include({ echo: { beat: 5, heard: 4 }, lease: { seconds: 5 } });
    await eventually(() => expect(taken).to.be.above(0), { withinMs: 1000 });
  });

  it('counts what the host must run, whether or not it runs already', async () => {
    expect(await devices()).to.equal(1);
  });

  it('counts what still runs on a disabled host, and nothing after that', async () => {
    adminStateUp = false;
    memories.of(ID).running = { pid: process.pid, generation: 1 };
    expect(await devices()).to.equal(1);
    memories.of(ID).running = undefined;
    expect(await devices()).to.equal(0);
  });
});
