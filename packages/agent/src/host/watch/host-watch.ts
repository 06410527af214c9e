import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import { NETNS_DIR } from '../network-identity.ts';
import { parseNetlinkLine } from './netlink-event.ts';
import { NetlinkMonitor } from './netlink-monitor.ts';
import type { WatchTable } from './watch-table.ts';

/** What has changed under the devices of a host, whoever did it. */
export interface HostListener {
  /** `lost`: something that the namespace needs was taken away; else something came that it may have waited for. */
  changed(namespace: string, lost: boolean): void;
  /** Changes may have gone unheard: every device must be looked at. */
  missed(): void;
}

/** Hears what happens to the ports of this host: rtnetlink for what they are made of, inotify for their names. */
export class HostWatch implements Lifecycle {
  readonly #table: WatchTable;
  readonly #listener: HostListener;
  readonly #logger: Logger;
  readonly #monitor: NetlinkMonitor;
  #names: FSWatcher | undefined;

  constructor(table: WatchTable, listener: HostListener, logger: Logger) {
    this.#table = table;
    this.#listener = listener;
    this.#logger = logger;
    this.#monitor = new NetlinkMonitor({
      onLine: (line) => this.#heard(line),
      onGap: () => listener.missed(),
      logger,
    });
  }

  async start(): Promise<void> {
    this.#names ??= this.#watchNames();
    await this.#monitor.start();
  }

  stop(): void {
    this.#monitor.stop();
    this.#names?.close();
    this.#names = undefined;
  }

  #heard(line: string): void {
    const event = parseNetlinkLine(line);
    if (event === undefined) return;
    for (const { namespace, lost } of this.#table.concerned(event)) this.#listener.changed(namespace, lost);
  }

  /** A name can go without its namespace, whose processes go on. `ip netns` makes the directory too if need be. */
  #watchNames(): FSWatcher | undefined {
    try {
      mkdirSync(NETNS_DIR, { recursive: true, mode: 0o755 });
      const names = watch(NETNS_DIR, { persistent: false }, (_, name) => {
        if (name !== null && this.#table.has(name)) this.#listener.changed(name, true);
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
