import { RpcError } from '@lbaas/common/contract';
import { createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { DeviceReport } from '../reconcile/index.ts';
import { StatusReporter } from './status-reporter.ts';

const report = (generation: number, changes: Partial<DeviceReport> = {}): DeviceReport => ({
  deviceId: 'e0000000-0000-4000-8000-000000000001',
  epoch: 1,
  generation,
  observedGeneration: generation,
  outcome: 'done',
  how: 'start',
  error: undefined,
  durationMs: 1,
  ...changes,
});

describe('StatusReporter', () => {
  let sent: { generation: number; at: string }[];
  let failures: Error[];
  let delivered: DeviceReport[];
  let connected: boolean;
  let onConnected: (() => void) | undefined;
  let reporter: StatusReporter;

  beforeEach(() => {
    sent = [];
    failures = [];
    delivered = [];
    connected = true;
    reporter = new StatusReporter({
      identity: { host: 'agent-1', installationId: '6c1f0a52-9d0e-4b57-8a2c-0e4d5c6b7a89' },
      rpc: {
        cast: async (_to, _method, args) => {
          const failure = failures.shift();
          if (failure !== undefined) throw failure;
          sent.push(args as unknown as (typeof sent)[number]);
        },
      },
      connection: {
        get connected() {
          return connected;
        },
        onConnected: (fn) => {
          onConnected = fn;
          return () => undefined;
        },
      },
      history: { id: undefined, reportedAs: (one) => one },
      clock: systemClock,
      logger: createLogger({ name: 'test', level: 'silent' }),
      deliveries: { delivered: (one) => void delivered.push(one) },
    });
    reporter.start();
  });
  afterEach(() => reporter.stop());

  const untilSent = async (...generations: number[]): Promise<unknown> =>
    eventually(() => expect(sent.map((one) => one.generation)).to.deep.equal(generations), {
      withinMs: 2000,
      everyMs: 5,
    });

  it('sends a report once and says when it has arrived', async () => {
    reporter.report(report(1));
    await untilSent(1);
    await eventually(() => expect(delivered).to.have.length(1), { withinMs: 500 });
    expect(reporter.unsent).to.equal(0);
  });

  it('keeps only the newest report of a device while the broker is away', async () => {
    connected = false;
    for (const generation of [1, 2, 3]) reporter.report(report(generation));
    expect(reporter.unsent).to.equal(1);
    connected = true;
    onConnected?.();
    await untilSent(3);
  });

  it('sends again what was not confirmed', async () => {
    failures = [new RpcError('timeout', 'no confirm'), new RpcError('unroutable', 'no server yet')];
    reporter.report(report(1));
    await untilSent(1);
  });

  it('gives reports of one device an order that their times show', async () => {
    for (const generation of [1, 2, 3]) {
      reporter.report(report(generation));
      await untilSent(...Array.from({ length: generation }, (_, index) => index + 1));
    }
    const times = sent.map((one) => one.at);
    expect(new Set(times).size).to.equal(3);
    expect([...times].sort()).to.deep.equal(times);
  });
});
