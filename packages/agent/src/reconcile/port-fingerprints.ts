import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@lbaas/common/runtime';
import type { DesiredPort, Host, ObservedPort } from '../host/index.ts';

/** The process whose namespace was fingerprinted, and the fingerprint before the ports are read. */
export interface Mark {
  readonly pid: number | undefined;
  readonly fingerprint: string | undefined;
}

/** What an observation of the ports of a device begins with. */
export interface PortRecall extends Mark {
  /** The ports as they were read in full, when nothing shows that they have changed since. */
  readonly recalled: readonly ObservedPort[] | undefined;
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

const UNKNOWN: Mark = { pid: undefined, fingerprint: undefined };

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
    const mark = this.mark(deviceId);
    const { reading, dueAtMs } = this.#known.get(deviceId) ?? {};
    const isDue = dueAtMs !== undefined && this.#clock.monotonicMs() >= dueAtMs;
    const holds =
      !isDue && reading?.fingerprint === mark.fingerprint && areAlike(reading?.desired ?? [], desired);
    return { ...mark, recalled: holds ? reading?.observed : undefined };
  }

  /** Taken before the ports are read in full. */
  mark(deviceId: string): Mark {
    const known = this.#known.get(deviceId);
    return known === undefined ? UNKNOWN : { pid: known.pid, fingerprint: this.#host.fingerprint(known.pid) };
  }

  /** The device was found as it must be, its ports read in full. */
  keep(
    deviceId: string,
    mark: Mark,
    found: {
      readonly pid: number;
      readonly desired: readonly DesiredPort[];
      readonly observed: readonly ObservedPort[];
    },
  ): void {
    const { pid, desired, observed } = found;
    const { fingerprint } = mark;
    const trusted = fingerprint !== undefined && mark.pid === pid;
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

/** Other addresses are what a change may be about: those that are there are seen. */
function areAlike(ports: readonly DesiredPort[], others: readonly DesiredPort[]): boolean {
  const withoutAddresses = (port: DesiredPort): DesiredPort => ({ ...port, addresses: [] });
  return isDeepStrictEqual(ports.map(withoutAddresses), others.map(withoutAddresses));
}
