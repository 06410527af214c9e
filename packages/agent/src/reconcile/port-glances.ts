import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@lbaas/common/runtime';
import type { DesiredPort, Host, ObservedPort } from '../host/index.ts';

/** What a look at a port begins with. */
export interface PortLook {
  /** The port as it was read in full, when nothing shows that it has changed since. */
  readonly recalled: ObservedPort | undefined;
  /** The process in whose namespace the glance was, and what it showed before the port is read. */
  readonly pid: number | undefined;
  readonly glance: string | undefined;
}

interface Known {
  readonly pid: number;
  readonly read?: { readonly desired: DesiredPort; readonly observed: ObservedPort; readonly glance: string };
  /** When the port must be read in full again, because a change has relied on a glance. */
  readonly dueAtMs?: number;
}

const BLIND: PortLook = { recalled: undefined, pid: undefined, glance: undefined };

/** What a glance does not show (MTU, MAC address, bridge) is read soon after the change. */
const READ_AFTER_MS = 2_000;

/**
 * Spares changes that only HAProxy must show the reading of the port, which takes three times as long as they do. A
 * glance at the addresses and routes of the namespace tells whether the port is still as it was read in full; within
 * two seconds it is read in full all the same. A glance is only compared with one that was taken before such a reading,
 * through the same process, so a change that comes in between is noticed.
 */
export class PortGlances {
  readonly #host: Pick<Host, 'glance'>;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(host: Pick<Host, 'glance'>, clock: Clock) {
    this.#host = host;
    this.#clock = clock;
  }

  look(deviceId: string, desired: DesiredPort): PortLook {
    const known = this.#known.get(deviceId);
    if (known === undefined) return BLIND;
    const { pid, read, dueAtMs } = known;
    const glance = this.#host.glance(pid);
    const isDue = dueAtMs !== undefined && this.#clock.monotonicMs() >= dueAtMs;
    const recalled =
      read?.glance === glance && !isDue && isDeepStrictEqual(read?.desired, desired) ? read : undefined;
    return { recalled: recalled?.observed, pid, glance };
  }

  /** The device was found as it must be, its port read in full. */
  read(
    deviceId: string,
    look: PortLook,
    found: { readonly pid: number; readonly desired: DesiredPort; readonly observed: ObservedPort },
  ): void {
    const { pid, desired, observed } = found;
    const { glance } = look;
    const trusted = glance !== undefined && look.pid === pid;
    this.#known.set(deviceId, trusted ? { pid, read: { desired, observed, glance } } : { pid });
  }

  /** The device was found as it must be, its port recalled. */
  recalled(deviceId: string): void {
    const known = this.#known.get(deviceId);
    if (known === undefined || known.dueAtMs !== undefined) return;
    this.#known.set(deviceId, { ...known, dueAtMs: this.#clock.monotonicMs() + READ_AFTER_MS });
  }

  /** Until the port must be read in full; undefined when that is not due. */
  dueInMs(deviceId: string): number | undefined {
    const dueAtMs = this.#known.get(deviceId)?.dueAtMs;
    return dueAtMs === undefined ? undefined : Math.max(0, dueAtMs - this.#clock.monotonicMs());
  }

  /** The next look reads the port in full. */
  forget(deviceId: string): void {
    const known = this.#known.get(deviceId);
    if (known !== undefined) this.#known.set(deviceId, { pid: known.pid });
  }

  drop(deviceId: string): void {
    this.#known.delete(deviceId);
  }
}
