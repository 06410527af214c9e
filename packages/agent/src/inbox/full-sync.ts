import type { RpcClient } from '@lbaas/common/amqp';
import type { Result } from '@lbaas/common/contract';
import type { Logger } from '@lbaas/common/runtime';
import { type AgentIdentity, senderOf } from '../identity/agent-identity.ts';
import type { Acceptance, DesiredStore } from './desired-store.ts';
import { isOlder } from './device-version.ts';

type FetchOptions = Pick<FullSyncOptions, 'identity' | 'rpc' | 'store'> & {
  readonly onChanged: FullSyncOptions['onChanged'] | undefined;
};
type Page = Result<'get_ready_devices'>;
type Listed = Page['devices'][number];

export interface FullSyncOptions {
  readonly identity: AgentIdentity;
  readonly rpc: Pick<RpcClient, 'call'>;
  readonly store: DesiredStore;
  readonly logger: Logger;
  /** The list has been read: the name of the host is this installation's. */
  readonly onListed?: () => Promise<void>;
  /** Called for each device that arrives, because the sync may still fail; not while the agent is disabled. */
  readonly onChanged?: (deviceId: string) => void;
  readonly pageSize?: number;
}

/** What a sync has changed. Nothing is removed unless the list was complete. */
export interface SyncResult {
  readonly adminStateUp: boolean;
  /** Every device is concerned, not only those that have changed. */
  readonly adminStateChanged: boolean;
  readonly removed: readonly string[];
  /** What the servers say of this agent: whether what is sent to it arrives. Older ones do not say. */
  readonly receives: boolean | undefined;
  /** When the list was asked for, by the monotonic clock. */
  readonly askedAtMs: number;
}

const PAGE_SIZE = 500;
const FETCHES_AT_ONCE = 8;
const PAGE_DEADLINE_MS = 10_000;

/**
 * Compares what this host knows with the server's complete list, in one connection: `signal` fires when that is lost.
 * Devices that arrive by message while the list is read are newer than it, so only what was known before it began can
 * be missing from it. Rejects without having removed anything when any page fails.
 */
export async function fullSync(options: FullSyncOptions, signal: AbortSignal): Promise<SyncResult> {
  const { store, logger } = options;
  const askedAtMs = performance.now();
  const before = new Map(store.present().map((device) => [device.device_id, device.epoch]));
  const { listed, adminStateUp, receives, historyId } = await readList(options, signal);
  const adminStateChanged = store.adminStateUp !== adminStateUp;
  await options.onListed?.();
  const keptNow = store.isOfOtherHistory(historyId) ? await keepFromPast(options, listed) : [];
  // Only now that it is written down what is kept.
  if (historyId !== undefined) await store.setHistory(historyId);
  if (!adminStateUp) {
    await store.setAdminState(false);
    return { adminStateUp, adminStateChanged, removed: [], receives, askedAtMs };
  }
  for (const { device_id, epoch } of listed) store.confirm(device_id, epoch);
  const onChanged = adminStateChanged ? undefined : options.onChanged;
  const changed = await fetchChanged({ ...options, onChanged }, listed, signal);
  const removed = await removeUnlisted(store, before, listed);
  await store.setAdminState(true);
  for (const deviceId of keptNow) onChanged?.(deviceId);
  logger.info({ listed: listed.length, changed, removed: removed.length }, 'full sync done');
  return { adminStateUp, adminStateChanged, removed, receives, askedAtMs };
}

/** Full syncs of this host. */
export class FullSync {
  readonly #options: Pick<FullSyncOptions, 'identity' | 'rpc' | 'store' | 'logger'>;
  readonly #onChanged: (deviceId: string) => void;

  constructor({
    reconciler,
    ...options
  }: Pick<FullSyncOptions, 'identity' | 'rpc' | 'store' | 'logger'> & {
    readonly reconciler: { touch(deviceId: string): void };
  }) {
    this.#options = options;
    this.#onChanged = (deviceId) => reconciler.touch(deviceId);
  }

  run(signal: AbortSignal, onListed: () => Promise<void>): Promise<SyncResult> {
    return fullSync({ ...this.#options, onListed, onChanged: this.#onChanged }, signal);
  }
}

interface List {
  readonly listed: Listed[];
  readonly adminStateUp: boolean;
  readonly receives: boolean | undefined;
  readonly historyId: string | undefined;
}

/**
 * The database was restored since the last list. What it does not name, or knows an older version of, was made or
 * changed after the dump: nobody has asked for its end. Being listed again is no end either. @returns what is kept
 */
async function keepFromPast(
  { store, logger }: FullSyncOptions,
  listed: readonly Listed[],
): Promise<string[]> {
  const named = new Map(listed.map((item) => [item.device_id, item]));
  const kept: string[] = [];
  for (const device of store.present()) {
    const item = named.get(device.device_id);
    const why = item === undefined ? 'unknown' : isOlder(item, device) ? 'newer' : undefined;
    await store.keepAsItIs(device.device_id, why);
    if (why !== undefined) kept.push(device.device_id);
  }
  logger.warn({ listed: listed.length, kept }, 'the database was restored: what it does not know is kept');
  return kept;
}

async function readList(
  { identity, rpc, pageSize = PAGE_SIZE }: FullSyncOptions,
  signal: AbortSignal,
): Promise<List> {
  const listed: Listed[] = [];
  let known: string | undefined;
  for (;;) {
    const args = { ...senderOf(identity), after: listed.at(-1)?.device_id ?? null, limit: pageSize };
    const page = await rpc.call('server', 'get_ready_devices', args, {
      deadlineMs: PAGE_DEADLINE_MS,
      signal,
    });
    signal.throwIfAborted();
    if (listed.length > 0 && page.history_id !== known)
      throw new Error('the database was restored while its list was read');
    known = page.history_id;
    listed.push(...page.devices);
    const { complete, admin_state_up: adminStateUp, receives, history_id: historyId } = page;
    if (complete) return { listed, adminStateUp, receives, historyId };
    if (page.devices.length === 0) throw new Error('the server sent an empty page of an incomplete list');
  }
}

/** Returns how many have changed. Fails only once no fetch is under way: two attempts must not overlap. */
async function fetchChanged(
  options: FetchOptions,
  listed: readonly Listed[],
  signal: AbortSignal,
): Promise<number> {
  const due = listed.filter((item) => isNewer(options.store, item)).map((item) => item.device_id);
  let changed = 0;
  const fetchAll = async (): Promise<void> => {
    for (let id = due.shift(); id !== undefined; id = due.shift()) {
      if (await fetchOne(options, id, signal)) changed += 1;
      signal.throwIfAborted();
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: FETCHES_AT_ONCE }, fetchAll));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return changed;
}

function isNewer(store: DesiredStore, { device_id, epoch, generation }: Listed): boolean {
  const known = store.get(device_id);
  if (known === undefined) return true;
  // What is wanted instead is fetched each time: it is shown, and not run.
  if (known.wanted === 'present' && known.kept !== undefined) return true;
  const version = known.wanted === 'present' ? known.device : known;
  if (epoch !== version.epoch) return epoch > version.epoch;
  return known.wanted === 'present' && generation > version.generation;
}

const NEWS: ReadonlySet<Acceptance> = new Set(['changed', 'kept']);

async function fetchOne(
  { identity, rpc, store, onChanged }: FetchOptions,
  deviceId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const args = { ...senderOf(identity), device_id: deviceId };
  const { device } = await rpc.call('server', 'get_logical_device', args, { signal });
  if (device === null || !NEWS.has(await store.deploy(device))) return false;
  onChanged?.(deviceId);
  return true;
}

async function removeUnlisted(
  store: DesiredStore,
  before: ReadonlyMap<string, number>,
  listed: readonly Listed[],
): Promise<string[]> {
  const named = new Set(listed.map((item) => item.device_id));
  const removed: string[] = [];
  for (const [deviceId, epoch] of before) {
    if (named.has(deviceId)) continue;
    const known = store.get(deviceId);
    // Placed here again since the list began.
    if (known?.wanted !== 'present' || known.device.epoch !== epoch || known.kept !== undefined) continue;
    if ((await store.undeploy(deviceId, epoch)) === 'changed') removed.push(deviceId);
  }
  return removed;
}
