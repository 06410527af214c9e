import { createLogger, eventually, sleep } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { SyncResult } from './full-sync.ts';
import { SyncLoop } from './sync-loop.ts';
import { SyncRequests } from './sync-requests.ts';

const RESULT: SyncResult = {
  adminStateUp: true,
  adminStateChanged: false,
  removed: [],
  receives: true,
  askedAtMs: 0,
};

describe('SyncLoop', () => {
  let connected: boolean;
  let up: () => void;
  let down: () => void;
  let attempts: AbortSignal[];
  let synced: number;
  let lost: number;
  let next: (signal: AbortSignal) => Promise<SyncResult>;
  let loop: SyncLoop;
  let requests: SyncRequests;
  let loseQueue: () => void;

  beforeEach(() => {
    connected = false;
    attempts = [];
    synced = 0;
    lost = 0;
    requests = new SyncRequests();
    next = async () => RESULT;
    loop = new SyncLoop({
      connection: {
        get connected() {
          return connected;
        },
        onConnected: (fn) => {
          up = () => {
            connected = true;
            fn();
          };
          return () => undefined;
        },
        onDisconnected: (fn) => {
          down = () => {
            connected = false;
            fn();
          };
          return () => undefined;
        },
      },
      guard: {
        sync: (signal) => {
          attempts.push(signal);
          return next(signal);
        },
      },
      followUp: { synced: () => void (synced += 1), disconnected: () => void (lost += 1) },
      requests,
      inbox: { onLost: (fn) => void (loseQueue = fn) },
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    loop.start();
  });
  afterEach(() => loop.stop());

  const untilSynced = async (times: number): Promise<unknown> =>
    eventually(() => expect(synced).to.equal(times), { withinMs: 2000, everyMs: 5 });

  it('syncs after every connect', async () => {
    up();
    await untilSynced(1);
    down();
    up();
    await untilSynced(2);
    expect(lost).to.equal(1);
  });

  it('repeats a sync that failed', async () => {
    next = () => Promise.reject(new Error('no'));
    up();
    await eventually(() => expect(attempts).to.have.length(2), { withinMs: 2000 });
    next = async () => RESULT;
    await untilSynced(1);
  });

  it('drops a sync whose connection is lost, and runs a whole one in the next', async () => {
    next = async (signal) => {
      await sleep(20, signal).catch(() => undefined);
      return RESULT;
    };
    up();
    down();
    expect(attempts[0]?.aborted).to.equal(true);
    up();
    await untilSynced(1);
    expect(attempts).to.have.length(2);
  });

  it('runs once more for a request that comes meanwhile, and never two at once', async () => {
    let running = 0;
    next = async () => {
      running += 1;
      expect(running).to.equal(1);
      await sleep(5);
      running -= 1;
      return RESULT;
    };
    up();
    for (let count = 0; count < 5; count += 1) loop.request();
    await untilSynced(2);
    await sleep(20);
    expect(synced).to.equal(2);
  });

  it('runs when it is requested, and when the queue of the host was lost', async () => {
    up();
    await untilSynced(1);
    requests.request();
    await untilSynced(2);
    loseQueue();
    await untilSynced(3);
  });

  it('waits for a connection', async () => {
    loop.request();
    await sleep(5);
    expect(attempts).to.deep.equal([]);
    up();
    await untilSynced(1);
  });
});
