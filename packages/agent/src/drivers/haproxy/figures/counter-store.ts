import { type Clock, parseJson } from '@lbaas/common/runtime';
import { type DeviceFiles, FILES } from '../files/device-files.ts';
import {
  type EpochCounters,
  type Reading,
  noCounters,
  record,
  rebase,
  settle,
  settleAll,
  totals,
} from './epoch-counters.ts';
import type { PoolTotals, PoolTraffic } from '../../figures.ts';
import { TrafficMeter } from './traffic-meter.ts';

/** A crash of agent and HAProxy together loses at most this much of the count. */
const SAVE_EVERY_MS = 10_000;

/** The counters of one device, kept on disk so that totals outlive HAProxy and the agent. */
export class CounterStore {
  readonly #files: DeviceFiles;
  readonly #clock: Clock;
  #counters: EpochCounters | undefined;
  /** Processes that still count: the newest and those that are being drained. */
  readonly #counting = new Set<string>();
  readonly #meter = new TrafficMeter();
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #saved = '';

  constructor(files: DeviceFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  /** Must come before the other calls; another epoch than the one on record starts from zero. */
  async open(epoch: number | undefined): Promise<void> {
    this.#counters ??= (await this.#read()) ?? noCounters(epoch ?? 0);
    if (epoch !== undefined && epoch !== this.#counters.epoch) this.#counters = rebase(this.#counters, epoch);
  }

  /** A reading of the newest process. Whatever neither counts nor drains any more is settled. */
  newest(reading: Reading, draining: Iterable<string>): void {
    this.#counting.clear();
    for (const process of [reading.process, ...draining]) this.#counting.add(process);
    this.#counters = settle(record(this.#current(), reading, true), this.#counting);
    this.#meter.newest(reading, this.#counting);
  }

  /** A reading of a process that finishes its connections after a reload. */
  draining(reading: Reading): void {
    if (!this.#counting.has(reading.process)) return;
    this.#counters = record(this.#current(), reading, false);
    this.#meter.draining(reading);
  }

  ended(process: string): void {
    this.#counting.delete(process);
    this.#counters = settle(this.#current(), this.#counting);
  }

  /** No process counts any more. */
  allEnded(): void {
    this.#counting.clear();
    this.#counters = settleAll(this.#current());
  }

  totals(): PoolTotals[] {
    return totals(this.#current());
  }

  /** For what was carried lately; not kept on disk. */
  traffic(): PoolTraffic[] {
    return this.#meter.traffic();
  }

  async save(when: 'now' | 'when due'): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    if (when === 'when due' && nowMs - this.#savedAtMs < SAVE_EVERY_MS) return;
    this.#savedAtMs = nowMs;
    const text = JSON.stringify(this.#current());
    if (text === this.#saved) return;
    await this.#files.write(FILES.stats, text);
    this.#saved = text;
  }

  async #read(): Promise<EpochCounters | undefined> {
    this.#saved = (await this.#files.read(FILES.stats)) ?? '';
    return parseCounters(this.#saved);
  }

  #current(): EpochCounters {
    if (this.#counters === undefined) throw new TypeError('the store is not open');
    return this.#counters;
  }
}

/** A file that cannot be read counts as none: the totals begin anew. */
function parseCounters(text: string): EpochCounters | undefined {
  const parsed = parseJson(text);
  const complete =
    typeof parsed === 'object' &&
    parsed !== null &&
    ['epoch', 'ended', 'running', 'active'].every((key) => key in parsed);
  // This process family alone writes the file, atomically; its shape is the one above.
  return complete ? (parsed as EpochCounters) : undefined;
}
