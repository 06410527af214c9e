import type { Clock } from '@lbaas/common/runtime';
import { type DeviceFiles, FILES } from '../files/device-files.ts';
import {
  type Reading,
  type StatsLedger,
  emptyLedger,
  record,
  rebase,
  settle,
  settleAll,
  totals,
} from './stats-ledger.ts';
import type { PoolTotals } from '../model/types.ts';

/** A crash of agent and HAProxy together loses at most this much of the count. */
const SAVE_EVERY_MS = 10_000;

/** The ledger of one device, kept on disk so that totals outlive HAProxy and the agent. */
export class StatsBook {
  readonly #files: DeviceFiles;
  readonly #clock: Clock;
  #ledger: StatsLedger | undefined;
  /** Processes that still count: the newest and those that are being drained. */
  readonly #counting = new Set<string>();
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #saved = '';

  constructor(files: DeviceFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  /** Must come before the other calls; another epoch than the one on record starts from zero. */
  async open(epoch: number | undefined): Promise<void> {
    this.#ledger ??= parseLedger(await this.#files.read(FILES.stats)) ?? emptyLedger(epoch ?? 0);
    if (epoch !== undefined && epoch !== this.#ledger.epoch) this.#ledger = rebase(this.#ledger, epoch);
  }

  /** A reading of the newest process. Whatever neither counts nor drains any more is settled. */
  newest(reading: Reading, draining: Iterable<string>): void {
    this.#counting.clear();
    for (const process of [reading.process, ...draining]) this.#counting.add(process);
    this.#ledger = settle(record(this.#current(), reading, true), this.#counting);
  }

  /** A reading of a process that finishes its connections after a reload. */
  draining(reading: Reading): void {
    if (this.#counting.has(reading.process)) this.#ledger = record(this.#current(), reading, false);
  }

  ended(process: string): void {
    this.#counting.delete(process);
    this.#ledger = settle(this.#current(), this.#counting);
  }

  /** No process counts any more. */
  allEnded(): void {
    this.#counting.clear();
    this.#ledger = settleAll(this.#current());
  }

  totals(): PoolTotals[] {
    return totals(this.#current());
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

  #current(): StatsLedger {
    if (this.#ledger === undefined) throw new TypeError('the book is not open');
    return this.#ledger;
  }
}

function parseLedger(text: string | undefined): StatsLedger | undefined {
  if (text === undefined) return undefined;
  const parsed: unknown = JSON.parse(text);
  const complete =
    typeof parsed === 'object' &&
    parsed !== null &&
    ['epoch', 'ended', 'running', 'active'].every((key) => key in parsed);
  // This process family alone writes the file, atomically; its shape is the one above.
  return complete ? (parsed as StatsLedger) : undefined;
}
