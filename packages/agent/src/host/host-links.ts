import { networkInterfaces } from 'node:os';

/** With 500 ports one look takes some milliseconds, and the devices of a burst ask for it one after another. */
const KEPT_FOR_MS = 200;

/** Which links of the agent's own namespace have addresses. */
export class HostLinks {
  #interfaces: ReturnType<typeof networkInterfaces> = {};
  #readAtMs = -Infinity;

  /** Link-local addresses do not count: the kernel makes them by itself. */
  hasAddress(link: string): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#readAtMs >= KEPT_FOR_MS) {
      this.#interfaces = networkInterfaces();
      this.#readAtMs = nowMs;
    }
    return (this.#interfaces[link] ?? []).some(({ address }) => !address.startsWith('fe80:'));
  }
}
