import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** With 500 ports one look takes some milliseconds, and the devices of a burst ask for it one after another. */
const KEPT_FOR_MS = 200;

/** Which links of the agent's own namespace have addresses. */
export class HostLinks {
  readonly #read: () => Interfaces;
  #interfaces: Interfaces = {};
  #readAtMs = -Infinity;

  constructor(read: () => Interfaces = networkInterfaces) {
    this.#read = read;
  }

  /** Link-local addresses do not count: the kernel makes them by itself. */
  hasAddress(link: string): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#readAtMs >= KEPT_FOR_MS) {
      this.#interfaces = this.#read();
      this.#readAtMs = nowMs;
    }
    return (this.#interfaces[link] ?? []).some(({ address }) => !address.startsWith('fe80:'));
  }
}
