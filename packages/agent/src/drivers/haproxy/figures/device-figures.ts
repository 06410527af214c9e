import type { Clock } from '@lbaas/common/runtime';
import type { ConfigFile } from '../files/config-file.ts';
import type { DeviceFiles } from '../files/device-files.ts';
import { BACKEND_STATS, Drains } from './drains.ts';
import { HaproxyError } from '../model/errors.ts';
import { memberReports } from './member-health.ts';
import { MemberNews, tellsNews } from './member-news.ts';
import { PollSession } from './poll-session.ts';
import { type RuntimeSession, nobodyListens } from '../runtime/runtime-session.ts';
import type { RuntimeSocket } from '../runtime/runtime-socket.ts';
import { deleteServers } from '../runtime/runtime-steps.ts';
import { type StatRow, parseStat } from './stat-table.ts';
import { StatsBook } from './stats-book.ts';
import type { MemberHealthReport, News, PoolTotals } from '../model/types.ts';

export interface Poll {
  readonly health: MemberHealthReport[];
  readonly stats: PoolTotals[];
  /** Whether HAProxy says it when a member changes. */
  readonly followed: boolean;
}

export interface DeviceFiguresOptions {
  readonly files: DeviceFiles;
  readonly socket: RuntimeSocket;
  readonly config: ConfigFile;
  readonly clock: Clock;
  /** A member has changed, or who would say so is gone. */
  readonly onNews: (news: News) => void;
}

/** Rows of backends and servers. */
const POLL = 'show stat -1 6 -1';

/** How the members of one device are and what it has carried, over all the processes that it has had. */
export class DeviceFigures {
  readonly #socket: RuntimeSocket;
  readonly #config: ConfigFile;
  readonly #book: StatsBook;
  readonly #drains: Drains;
  readonly #polls: PollSession;
  readonly #news: MemberNews;
  readonly #tell: (news: News) => void;

  constructor({ files, socket, config, clock, onNews }: DeviceFiguresOptions) {
    this.#socket = socket;
    this.#config = config;
    this.#book = new StatsBook(files, clock);
    this.#drains = new Drains(this.#book, clock);
    this.#polls = new PollSession(() => socket.open());
    this.#tell = onNews;
    this.#news = new MemberNews(() => socket.open(), onNews);
  }

  async poll(epoch: number | undefined): Promise<Poll> {
    await this.#book.open(epoch);
    const rows = await this.#readCounters(POLL);
    const removed = await this.#removedServers(rows);
    await this.#book.save('when due');
    const followed = rows.length > 0 && (await this.#follow());
    return { health: memberReports(rows, removed), stats: this.#book.totals(), followed };
  }

  /** Comes before a process is replaced or ended: our connections would keep it alive. */
  async letGo(epoch: number): Promise<void> {
    this.#hangUp();
    await this.#book.open(epoch);
  }

  /** What the process that is about to be replaced has counted; `stat` is its answer to BACKEND_STATS. */
  lastOf(process: string, stat: string): void {
    this.#book.newest({ process, rows: parseStat(stat) }, this.#drains.names());
  }

  /** Takes the session of a replaced process over, to count what it still carries. */
  follow(process: string, session: RuntimeSession, withinMs: number): void {
    this.#drains.follow(process, session, withinMs);
  }

  /** Another process runs. */
  async begin(): Promise<void> {
    await this.#readCounters(BACKEND_STATS);
    await this.#book.save('now');
  }

  /** The processes are about to be ended. */
  async end(): Promise<void> {
    await this.#book.open(undefined);
    await this.#readCounters(BACKEND_STATS).catch(() => undefined);
    this.#hangUp();
    this.#drains.close();
  }

  /** They have ended. */
  async ended(): Promise<void> {
    this.#book.allEnded();
    if ((await this.#config.read()) !== undefined) await this.#book.save('now');
  }

  /** Lets go of sessions and writes the counters down; HAProxy goes on. */
  async close(): Promise<void> {
    this.#hangUp();
    this.#drains.close();
    await this.#book.save('now').catch(() => undefined);
  }

  #hangUp(): void {
    this.#polls.close();
    this.#news.close();
  }

  /** Whether changes of members are told from now on; what has been said before is told once more. */
  async #follow(): Promise<boolean> {
    if (!tellsNews((await this.#config.read()) ?? '')) return false;
    return this.#news.follow().then(
      () => true,
      () => false,
    );
  }

  /** Updates the ledger; no rows when nothing runs. */
  async #readCounters(command: string): Promise<StatRow[]> {
    try {
      const { process, answer } = await this.#polls.ask(command);
      const rows = parseStat(answer);
      this.#book.newest({ process, rows }, this.#drains.names());
      return rows;
    } catch (error) {
      if (nobodyListens(error)) return [];
      if (error instanceof HaproxyError && error.code === 'hung') this.#tell('hung');
      throw error;
    }
  }

  /** Servers in maintenance that the configuration no longer names; each poll tries to delete them for good. */
  async #removedServers(rows: readonly StatRow[]): Promise<Set<string>> {
    const idle = rows.filter((row) => row.get('type') === '2' && row.get('status') === 'MAINT');
    if (idle.length === 0) return new Set();
    const text = (await this.#config.read()) ?? '';
    const keys = idle
      .filter((row) => !text.includes(`\tserver ${row.get('svname')} `))
      .map((row) => `${row.get('pxname')}/${row.get('svname')}`);
    if (keys.length > 0) await this.#socket.with((session) => deleteServers(session, keys));
    return new Set(keys);
  }
}
