import type { LogicalDevice } from '@lbaas/common/contract';
import type { Logger } from '@lbaas/common/runtime';
import type { DesiredDevice, DesiredDevices, PresentDevice } from '../reconcile/index.ts';
import { decodeDesiredFile, encodeDesiredFile } from './desired-file.ts';
import { ASIDE, type StateDirectory, TEMPORARY } from '../state/state-directory.ts';
import { type Version, isOlder, isSame } from './device-version.ts';

/** What became of an order of the server. */
export type Acceptance = 'changed' | 'repeated' | 'outdated' | 'kept';

const SUFFIX = '.json';
const AGENT_FILE = 'agent';
/** What this store writes, by its name; everything else in the directory is somebody's own. */
const OWN_NAME = /^(?:agent|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json(?:\.new)?$/;
/** Removed devices whose epoch is kept in mind, so that a late message does not bring them back. */
const MAX_TOMBSTONES = 10_000;

/**
 * The desired devices of this host, in memory and on disk. Per device the newest (epoch, generation) wins, whatever
 * the order of the messages; within an epoch `absent` is final. Memory changes at once, and each method resolves when
 * the disk has followed, or has refused: a disk that is full or read-only keeps nobody from running what is wanted.
 * What it has refused is written by keep(). The writes of one device keep their order.
 */
export class DesiredStore implements DesiredDevices {
  readonly #directory: StateDirectory;
  readonly #logger: Logger;
  readonly #devices = new Map<string, DesiredDevice>();
  /** Epochs of devices that are gone. */
  readonly #tombstones = new Map<string, number>();
  readonly #writes = new Map<string, Promise<void>>();
  /** What the disk has refused, so that it has an older state, or still one. */
  readonly #refusedWrites = new Set<string>();
  #isRefusing = false;
  #adminStateUp = true;
  #historyId: string | undefined;
  #refused = false;

  constructor(directory: StateDirectory, logger: Logger) {
    this.#directory = directory;
    this.#logger = logger;
  }

  /** Reads what the last run left. A file that cannot be used is set aside: the next full sync brings its device. */
  async load(): Promise<void> {
    await this.#directory.ensure();
    const own = (await this.#directory.names()).filter((name) => OWN_NAME.test(name));
    await Promise.all(
      own.map((name) => (name.endsWith(TEMPORARY) ? this.#directory.remove(name) : this.#loadFile(name))),
    );
  }

  /**
   * Writes what the disk has refused, and again what somebody has deleted, so that the next run finds it.
   * @returns how many files were missing
   */
  async keep(): Promise<number> {
    await this.#writeRefused();
    const isWritten = (key: string): boolean => !this.#writes.has(key);
    // What is written while the directory is read may be in it, and not among the names.
    const hasAgent = (!this.#adminStateUp || this.#historyId !== undefined) && isWritten(AGENT_FILE);
    const written = this.ids().filter(isWritten);
    const names = new Set(await this.#directory.names());
    const isLost = (key: string): boolean => !names.has(`${key}${SUFFIX}`) && isWritten(key);
    const lost = written.filter((id) => this.#devices.has(id) && isLost(id));
    await Promise.all(lost.map((id) => this.#writeDevice(id)));
    const isAgentLost = hasAgent && isLost(AGENT_FILE);
    if (isAgentLost) await this.#writeAgent();
    return lost.length + Number(isAgentLost);
  }

  /** Of the database that the newest list was read from. */
  get historyId(): string | undefined {
    return this.#historyId;
  }

  /** Whether what carries this id is of another database than the newest list; older servers do not say. */
  isOfOtherHistory(historyId: string | undefined): boolean {
    return historyId !== undefined && this.#historyId !== undefined && historyId !== this.#historyId;
  }

  /** From here on what a list does not name is removed again. */
  async setHistory(historyId: string): Promise<void> {
    if (this.#historyId === historyId) return;
    this.#historyId = historyId;
    // Epochs of removals that this database knows nothing of.
    this.#tombstones.clear();
    await this.#writeAgent();
  }

  /** The device goes on as it is, whatever the servers say, until release(); undefined = they know it as it is. */
  async keepAsItIs(deviceId: string, kept: 'unknown' | 'newer' | undefined): Promise<void> {
    const known = this.#devices.get(deviceId);
    if (known?.wanted !== 'present' || known.kept === kept) return;
    const { kept: _, offered: __, ...rest } = known;
    await this.#put(deviceId, kept === undefined ? rest : { ...rest, kept });
  }

  /** An administrator has decided: what the servers say holds. @returns whether anything was kept */
  async release(deviceId: string): Promise<boolean> {
    const known = this.#devices.get(deviceId);
    if (known?.wanted !== 'present' || known.kept === undefined) return false;
    const { device, offered } = known;
    if (offered !== undefined) await this.#put(deviceId, { wanted: 'present', device: offered });
    else await this.#put(deviceId, { wanted: 'absent', epoch: device.epoch, generation: device.generation });
    return true;
  }

  get adminStateUp(): boolean {
    return this.#adminStateUp && !this.#refused;
  }

  /** While the name of the host is another installation's, this one counts as disabled. Not on disk here. */
  setRefused(refused: boolean): void {
    this.#refused = refused;
  }

  get(deviceId: string): DesiredDevice | undefined {
    return this.#devices.get(deviceId);
  }

  ids(): string[] {
    return [...this.#devices.keys()];
  }

  /** The present devices with what is wanted of each. */
  present(): LogicalDevice[] {
    return [...this.#devices.values()].flatMap((entry) => (entry.wanted === 'present' ? [entry.device] : []));
  }

  /** A server lists the device in the epoch that was written down. */
  confirm(deviceId: string, epoch: number): void {
    const known = this.#devices.get(deviceId);
    if (known?.wanted !== 'present' || known.loaded !== true || known.device.epoch !== epoch) return;
    const { loaded: _, ...rest } = known;
    this.#devices.set(deviceId, rest);
  }

  async deploy(device: LogicalDevice): Promise<Acceptance> {
    const id = device.device_id;
    const known = this.#devices.get(id);
    if (known?.wanted === 'present' && mustStay(known, device)) return await this.#offer(known, device);
    if (isOlder(device, this.#version(id))) return 'outdated';
    if (device.epoch === this.#removedEpoch(id)) return 'outdated';
    if (known?.wanted === 'present' && known.kept === undefined && isSame(known.device, device))
      return 'repeated';
    await this.#put(id, { wanted: 'present', device });
    return 'changed';
  }

  /** Of a device that is kept the newest version that the servers want is remembered, and not run. */
  async #offer(known: PresentDevice, device: LogicalDevice): Promise<Acceptance> {
    const { offered } = known;
    if (offered !== undefined && isOlder(device, offered)) return 'outdated';
    if (offered === undefined || !isSame(offered, device))
      await this.#put(device.device_id, { ...known, kept: 'newer', offered: device });
    return 'kept';
  }

  async undeploy(deviceId: string, epoch: number): Promise<Acceptance> {
    const known = this.#devices.get(deviceId);
    const version = this.#version(deviceId);
    if (version.epoch > epoch) return 'outdated';
    if (known?.wanted === 'absent' && known.epoch === epoch) return 'repeated';
    await this.#put(deviceId, { wanted: 'absent', epoch, generation: version.generation });
    return 'changed';
  }

  /** The removal under this epoch is confirmed. */
  async forget(deviceId: string, epoch: number): Promise<void> {
    const known = this.#devices.get(deviceId);
    if (known?.wanted !== 'absent' || known.epoch !== epoch) return;
    this.#devices.delete(deviceId);
    this.#setTombstone(deviceId, epoch);
    await this.#write(deviceId, () => this.#removeFiles(deviceId));
  }

  async #removeFiles(deviceId: string): Promise<void> {
    for (const name of [`${deviceId}${SUFFIX}`, `${deviceId}${SUFFIX}${ASIDE}`])
      await this.#directory.remove(name);
  }

  async setAdminState(up: boolean): Promise<void> {
    if (this.#adminStateUp === up) return;
    this.#adminStateUp = up;
    await this.#writeAgent();
  }

  async #writeRefused(): Promise<void> {
    if (this.#refusedWrites.size === 0) return;
    const keys = [...this.#refusedWrites];
    this.#refusedWrites.clear();
    for (const key of keys) {
      if (key === AGENT_FILE) await this.#writeAgent();
      else if (this.#devices.has(key)) await this.#writeDevice(key);
      else await this.#write(key, () => this.#removeFiles(key));
    }
    if (this.#refusedWrites.size > 0) return;
    this.#isRefusing = false;
    this.#logger.info('the disk has taken everything that is wanted');
  }

  #writeAgent(): Promise<void> {
    return this.#write(AGENT_FILE, () => this.#storeAgent());
  }

  #storeAgent(): Promise<void> {
    const text = JSON.stringify({ admin_state_up: this.#adminStateUp, history_id: this.#historyId });
    return this.#directory.write(`${AGENT_FILE}${SUFFIX}`, text);
  }

  #version(deviceId: string): Version {
    const known = this.#devices.get(deviceId);
    if (known === undefined) return { epoch: this.#tombstones.get(deviceId) ?? 0, generation: 0 };
    // What the servers want is what their orders are about.
    return known.wanted === 'present' ? (known.offered ?? known.device) : known;
  }

  /** The epoch under which the device is being or has been removed. */
  #removedEpoch(deviceId: string): number | undefined {
    const known = this.#devices.get(deviceId);
    if (known === undefined) return this.#tombstones.get(deviceId);
    return known.wanted === 'absent' ? known.epoch : undefined;
  }

  async #put(deviceId: string, entry: DesiredDevice): Promise<void> {
    this.#devices.set(deviceId, entry);
    await this.#writeDevice(deviceId);
  }

  #writeDevice(deviceId: string): Promise<void> {
    return this.#write(deviceId, () => this.#storeDevice(deviceId));
  }

  /** What is wanted by the time of the write; nothing for a device that has been forgotten. */
  async #storeDevice(deviceId: string): Promise<void> {
    const entry = this.#devices.get(deviceId);
    if (entry !== undefined) await this.#directory.write(`${deviceId}${SUFFIX}`, encodeDesiredFile(entry));
  }

  #setTombstone(deviceId: string, epoch: number): void {
    this.#tombstones.delete(deviceId);
    this.#tombstones.set(deviceId, epoch);
    const [oldest] = this.#tombstones.keys();
    if (this.#tombstones.size > MAX_TOMBSTONES && oldest !== undefined) this.#tombstones.delete(oldest);
  }

  async #write(key: string, write: () => Promise<void>): Promise<void> {
    const before = this.#writes.get(key) ?? Promise.resolve();
    const writing = before.then(write).catch((error: unknown) => this.#noteRefusal(key, error));
    this.#writes.set(key, writing);
    await writing;
    if (this.#writes.get(key) === writing) this.#writes.delete(key);
  }

  #noteRefusal(key: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#isRefusing) this.#logger.error({ reason }, 'the disk refuses what is wanted');
    this.#isRefusing = true;
    this.#refusedWrites.add(key);
  }

  async #loadFile(name: string): Promise<void> {
    const text = (await this.#directory.read(name)) ?? '';
    const key = name.slice(0, -SUFFIX.length);
    if (key === AGENT_FILE) {
      this.#adminStateUp = !text.includes('false');
      this.#historyId = HISTORY_ID.exec(text)?.[1];
      return;
    }
    const entry = decodeDesiredFile(key, text);
    if (entry !== undefined) {
      this.#devices.set(key, entry.wanted === 'present' ? { ...entry, loaded: true } : entry);
      return;
    }
    this.#logger.error({ file: name }, 'file of a desired device cannot be used and is set aside');
    await this.#directory.setAside(name);
  }
}

/** In the file of the agent. */
const HISTORY_ID = /"history_id":"([0-9a-f-]{36})"/;

/** A device that was kept although the servers did not list it is theirs again where they send what is not older. */
const mustStay = ({ kept, device }: PresentDevice, sent: LogicalDevice): boolean =>
  kept === 'newer' || (kept === 'unknown' && isOlder(sent, device));
