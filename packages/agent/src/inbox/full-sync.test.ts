import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { RpcClient } from '@lbaas/common/amqp';
import { RpcError } from '@lbaas/common/contract';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { failure } from '../drivers/haproxy/testing/failure.ts';
import { device, id } from '../testing/device-builder.ts';
import { DesiredStore } from './desired-store.ts';
import { fullSync } from './full-sync.ts';
import { StateDirectory } from '../state/state-directory.ts';

describe('fullSync, when a device cannot be fetched', () => {
  const directory = mkdtempSync(`${tmpdir()}/lbaas-sync-`);
  const logger = createLogger({ name: 'test', level: 'silent' });
  const { signal } = new AbortController();
  const devices = [1, 2, 3].map((number) => device({ deviceId: id('e', number) }));
  const [broken, ...others] = devices.map((each) => each.device_id);
  let store: DesiredStore;
  let arrived: string[];
  let answered: Promise<void>;
  let answer: () => void;

  after(() => rmSync(directory, { recursive: true }));

  beforeEach(async () => {
    arrived = [];
    answered = new Promise((resolve) => (answer = resolve));
    store = new DesiredStore(new StateDirectory(mkdtempSync(`${directory}/`), { fsync: false }), logger);
    await store.load();
  });

  const call = async (_to: unknown, method: string, args: { device_id?: string }): Promise<unknown> => {
    if (method === 'get_ready_devices') return { devices, complete: true, admin_state_up: true };
    if (args.device_id === broken) throw new RpcError('timeout', 'no answer');
    await answered;
    return { device: devices.find((each) => each.device_id === args.device_id) };
  };
  const sync = (): Promise<unknown> =>
    fullSync(
      {
        identity: { host: 'agent-1', installationId: id('f', 1) },
        // Answers the two calls that a sync makes.
        rpc: { call } as unknown as Pick<RpcClient, 'call'>,
        store,
        logger,
        onChanged: (deviceId) => arrived.push(deviceId),
      },
      signal,
    );

  it('tells of the others all the same, and fails when all are there', async () => {
    let isOver = false;
    const failed = failure(sync()).finally(() => (isOver = true));
    await new Promise(setImmediate);
    expect(isOver).to.equal(false);
    answer();
    expect(await failed).to.include({ code: 'timeout' });
    expect(arrived).to.have.members(others);
  });

  it('tells of nothing while its agent is disabled: it is enabled only by a sync that succeeds', async () => {
    await store.setAdminState(false);
    answer();
    expect(await failure(sync())).to.include({ code: 'timeout' });
    expect(arrived).to.deep.equal([]);
    expect(store.ids()).to.have.members(others);
  });
});
