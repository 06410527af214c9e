import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@lbaas/common/runtime';
import type { DesiredPort, Host, ObservedPort } from '../host/index.ts';

/** What an observation of the ports of a device begins with. */
export interface PortRecall {
  /** The ports as they were read in full, when nothing shows that they have changed since. */
  readonly recalled: readonly ObservedPort[] | undefined;
  /** The process whose namespace was fingerprinted, and the fingerprint before the ports are read. */
  readonly pid: number | undefined;
  readonly fingerprint: string | undefined;
}

interface Reading {
  readonly desired: readonly DesiredPort[];
  readonly observed: readonly ObservedPort[];
  readonly fingerprint: string;
}

interface Known {
  readonly pid: number;
  readonly reading?: Reading;
  /** When the ports must be read in full again, because a change has relied on a fingerprint. */
  readonly dueAtMs?: number;
}

const NOTHING: PortRecall = { recalled: undefined, pid: undefined, fingerprint: undefined };

/** What a fingerprint does not show (MTU, MAC address, bridge) is read soon after the change. */
const READ_AFTER_MS = 2_000;

/**
 * Spares a change that concerns only the driver the reading of the ports, which takes three times as long as the change
 * itself. A fingerprint of the addresses and routes of the namespace shows whether the ports are still as they were
 * when they were last read in full; two seconds later they are read in full anyway. A fingerprint is only compared with
 * one that was taken before such a reading, through the same process, so a change in between does not go unnoticed.
 */
export class PortFingerprints {
  readonly #host: Pick<Host, 'fingerprint'>;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(host: Pick<Host, 'fingerprint'>, clock: Clock) {
    this.#host = host;
    this.#clock = clock;
  }

  recall(deviceId: string, desired: readonly DesiredPort[]): PortRecall {
    const known = this.#known.get(deviceId);
    if (known === undefined) return NOTHING;
    const { pid, reading, dueAtMs } = known;
    const fingerprint = this.#host.fingerprint(pid);
    const isDue = dueAtMs !== undefined && this.#clock.monotonicMs() >= dueAtMs;
    const holds =
      !isDue && reading?.fingerprint === fingerprint && isDeepStrictEqual(reading?.desired, desired);
    return { recalled: holds ? reading?.observed : undefined, pid, fingerprint };
  }

  /** The device was found as it must be, its ports read in full. */
  keep(
    deviceId: string,
    recall: PortRecall,
    found: {
      readonly pid: number;
      readonly desired: readonly DesiredPort[];
      readonly observed: readonly ObservedPort[];
    },
  ): void {
    const { pid, desired, observed } = found;
    const { fingerprint } = recall;
    const trusted = fingerprint !== undefined && recall.pid === pid;
    this.#known.set(deviceId, trusted ? { pid, reading: { desired, observed, fingerprint } } : { pid });
  }

  /** The device was found as it must be, its ports recalled. */
  relied(deviceId: string): void {
    const known = this.#known.get(deviceId);
    if (known === undefined || known.dueAtMs !== undefined) return;
    this.#known.set(deviceId, { ...known, dueAtMs: this.#clock.monotonicMs() + READ_AFTER_MS });
  }

  /** Until the ports must be read in full; undefined when that is not due. */
  dueInMs(deviceId: string): number | undefined {
    const dueAtMs = this.#known.get(deviceId)?.dueAtMs;
    return dueAtMs === undefined ? undefined : Math.max(0, dueAtMs - this.#clock.monotonicMs());
  }

  /** The next observation reads the ports in full. */
  forget(deviceId: string): void {
    const known = this.#known.get(deviceId);
    if (known !== undefined) this.#known.set(deviceId, { pid: known.pid });
  }

  drop(deviceId: string): void {
    this.#known.delete(deviceId);
  }
}
