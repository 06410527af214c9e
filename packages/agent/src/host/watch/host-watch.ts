import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { basename } from 'node:path';
import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import { NETNS_DIR, namespacePath } from '../network-identity.ts';
import { type NetlinkEvent, parseNetlinkLine } from './netlink-event.ts';
import { MonitorChild } from './monitor-child.ts';
import { NETLINK, UNMOUNTS } from './monitors.ts';
import type { WatchTable } from './watch-table.ts';

/** What has changed under the devices of a host, whoever did it. */
export interface HostListener {
  /** `lost`: something that the namespace needs was taken away; else something came that it may have waited for. */
  changed(namespace: string, lost: boolean, event: NetlinkEvent | undefined): void;
  /** Changes may have gone unheard: every device must be looked at. */
  missed(): void;
}

/** Whoever has taken an address mostly uses it all the time. */
const RIVAL_EVERY_MS = 30_000;

/**
 * Hears what happens to the ports of this host: rtnetlink for what they are made of, inotify for their names, and the
 * table of mounts for names that lead nowhere while their files stay.
 */
export class HostWatch implements Lifecycle {
  readonly #table: WatchTable;
  readonly #listener: HostListener;
  readonly #logger: Logger;
  readonly #monitors: readonly MonitorChild[];
  readonly #rivalsAtMs = new Map<string, number>();
  #names: FSWatcher | undefined;

  constructor(table: WatchTable, listener: HostListener, logger: Logger) {
    this.#table = table;
    this.#listener = listener;
    this.#logger = logger;
    const onGap = (): void => listener.missed();
    this.#monitors = [
      new MonitorChild({ ...NETLINK, onLine: (line) => this.#heard(line), onGap, logger }),
      new MonitorChild({ ...UNMOUNTS, onLine: (path) => this.#unmounted(path), onGap, logger }),
    ];
  }

  async start(): Promise<void> {
    this.#names ??= this.#watchNames();
    await Promise.all(this.#monitors.map((monitor) => monitor.start()));
  }

  stop(): void {
    for (const monitor of this.#monitors) monitor.stop();
    this.#names?.close();
    this.#names = undefined;
  }

  #heard(line: string): void {
    const event = parseNetlinkLine(line);
    if (event === undefined) return;
    for (const { namespace, lost } of this.#table.concerned(event)) {
      if (event.kind === 'neighbour' && (!lost || this.#isKnownRival(namespace))) continue;
      this.#listener.changed(namespace, lost, event);
    }
  }

  #isKnownRival(namespace: string): boolean {
    const nowMs = performance.now();
    for (const [known, atMs] of this.#rivalsAtMs) {
      if (nowMs - atMs >= RIVAL_EVERY_MS) this.#rivalsAtMs.delete(known);
    }
    if (this.#rivalsAtMs.has(namespace)) return true;
    this.#rivalsAtMs.set(namespace, nowMs);
    return false;
  }

  #unmounted(path: string): void {
    const namespace = basename(path.trim());
    if (path.trim() !== namespacePath(namespace) || !this.#table.has(namespace)) return;
    this.#listener.changed(namespace, true, undefined);
  }

  /** A name can go without its namespace, whose processes go on. `ip netns` makes the directory too if need be. */
  #watchNames(): FSWatcher | undefined {
    try {
      mkdirSync(NETNS_DIR, { recursive: true, mode: 0o755 });
      const names = watch(NETNS_DIR, { persistent: false }, (_, name) => {
        if (name !== null && this.#table.has(name)) this.#listener.changed(name, true, undefined);
      });
      return names.on('error', (error) =>
        this.#logger.warn({ err: error }, 'namespace names are not watched'),
      );
    } catch (error) {
      this.#logger.warn({ err: error }, 'namespace names are not watched');
      return undefined;
    }
  }
}
