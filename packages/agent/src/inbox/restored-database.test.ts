import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { RpcClient } from '@lbaas/common/amqp';
import type { LogicalDevice } from '@lbaas/common/contract';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { StateDirectory } from '../state/state-directory.ts';
import { device, id } from '../testing/device-builder.ts';
import { DesiredStore } from './desired-store.ts';
import { type SyncResult, fullSync } from './full-sync.ts';

const [BEFORE, AFTER, LATER] = [1, 2, 3].map((number) => id('9', number));
const [KNOWN, UNKNOWN] = [id('e', 1), id('e', 2)];

describe('a database that was restored', () => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  let directory: string;
  let store: DesiredStore;
  /** What the servers know. */
  let listed: LogicalDevice[];
  let historyId: string | undefined;
  let adminStateUp: boolean;
  let touched: string[];

  const open = async (): Promise<DesiredStore> => {
    const opened = new DesiredStore(new StateDirectory(directory, { fsync: false }), logger);
    await opened.load();
    return opened;
  };
  beforeEach(async () => {
    directory = mkdtempSync(`${tmpdir()}/lbaas-restored-`);
    store = await open();
    [touched, adminStateUp, historyId] = [[], true, BEFORE];
    listed = [known(7), unknown(3)];
    await sync();
    touched = [];
    // The dump is older than the second device, and than the last two changes of the first.
    [listed, historyId] = [[known(5)], AFTER];
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const known = (generation: number, epoch = 1) => device({ deviceId: KNOWN ?? '', epoch, generation });
  const unknown = (generation: number, epoch = 1) => device({ deviceId: UNKNOWN ?? '', epoch, generation });
  const call = async (_to: unknown, method: string, args: { device_id?: string }): Promise<unknown> =>
    method === 'get_ready_devices'
      ? { devices: listed, complete: true, admin_state_up: adminStateUp, history_id: historyId }
      : { device: listed.find((each) => each.device_id === args.device_id) ?? null };
  const sync = (): Promise<SyncResult> =>
    fullSync(
      {
        identity: { host: 'agent-1', installationId: id('f', 1) },
        // Answers the two calls that a sync makes.
        rpc: { call } as unknown as Pick<RpcClient, 'call'>,
        store,
        logger,
        onChanged: (deviceId) => touched.push(deviceId),
      },
      new AbortController().signal,
    );

  it('is noticed by the id of its history', () => {
    expect(store.isOfOtherHistory(AFTER)).to.equal(true);
    expect(store.isOfOtherHistory(BEFORE)).to.equal(false);
    // Older servers say nothing.
    expect(store.isOfOtherHistory(undefined)).to.equal(false);
  });

  it('removes nothing that it does not know, and turns nothing back, also after a restart of the agent', async () => {
    expect((await sync()).removed).to.deep.equal([]);
    expect(new Set(touched)).to.deep.equal(new Set([KNOWN, UNKNOWN]));
    for (const kept of [store, await open()]) {
      expect(kept.get(KNOWN ?? '')).to.deep.include({ device: known(7), kept: 'newer', offered: known(5) });
      expect(kept.get(UNKNOWN ?? '')).to.deep.include({ device: unknown(3), kept: 'unknown' });
      expect(kept.historyId).to.equal(AFTER);
    }
    expect((await sync()).removed).to.deep.equal([]);
  });

  it('keeps everything as it is however often something is sent, until an administrator decides', async () => {
    await sync();
    expect(await store.deploy(known(8))).to.equal('kept');
    expect(await store.deploy(known(6))).to.equal('outdated');
    expect(store.get(KNOWN ?? '')).to.deep.include({ device: known(7), offered: known(8) });
    expect(await store.release(KNOWN ?? '')).to.equal(true);
    expect(store.get(KNOWN ?? '')).to.deep.equal({ wanted: 'present', device: known(8) });
    expect(await store.release(UNKNOWN ?? '')).to.equal(true);
    expect(store.get(UNKNOWN ?? '')).to.deep.equal({ wanted: 'absent', epoch: 1, generation: 3 });
    expect(await store.release(UNKNOWN ?? '')).to.equal(false);
  });

  it('takes down what its users delete, by its own numbers', async () => {
    listed = [known(5, 1)];
    await sync();
    expect(await store.undeploy(KNOWN ?? '', 1)).to.equal('changed');
    expect(store.get(KNOWN ?? '')).to.include({ wanted: 'absent', epoch: 1 });
  });

  it('has a device again that it does not know, once that is placed here anew', async () => {
    await sync();
    expect(await store.deploy(unknown(4))).to.equal('changed');
    expect(store.get(UNKNOWN ?? '')).to.deep.equal({ wanted: 'present', device: unknown(4) });
  });

  it('can be restored once more, from a newer dump', async () => {
    await sync();
    [listed, historyId] = [[known(7), unknown(3)], LATER];
    await sync();
    for (const found of [known(7), unknown(3)])
      expect(store.get(found.device_id)).to.deep.equal({ wanted: 'present', device: found });
  });

  it('starts what this agent has taken down since the dump', async () => {
    await store.undeploy(KNOWN ?? '', 1);
    await store.forget(KNOWN ?? '', 1);
    await sync();
    expect(store.get(KNOWN ?? '')).to.deep.include({ device: known(5) });
  });

  it('removes again what a list does not name, of what was made since', async () => {
    await sync();
    const made = device({ deviceId: id('e', 3) });
    listed = [known(5), made];
    await sync();
    listed = [known(5)];
    expect((await sync()).removed).to.deep.equal([made.device_id]);
  });

  it('that has the agent disabled takes its devices down, and forgets none', async () => {
    adminStateUp = false;
    await sync();
    expect(store.adminStateUp).to.equal(false);
    adminStateUp = true;
    await sync();
    expect(store.get(UNKNOWN ?? '')).to.deep.include({ kept: 'unknown' });
    expect(store.get(KNOWN ?? '')).to.deep.include({ kept: 'newer' });
  });
});
