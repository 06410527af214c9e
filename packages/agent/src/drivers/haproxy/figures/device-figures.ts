import type { Clock } from '@lbaas/common/runtime';
import type { ConfigFile } from '../files/config-file.ts';
import type { DeviceFiles } from '../files/device-files.ts';
import { BACKEND_STATS, DrainingProcesses } from './draining-processes.ts';
import { exportedRows } from './exported-rows.ts';
import { HaproxyError } from '../model/errors.ts';
import { MemberDrains } from './member-drains.ts';
import { memberReports } from './member-health.ts';
import { MemberNotices, announcesChanges } from './member-notices.ts';
import { PollSession } from './poll-session.ts';
import { serverNames } from '../render/structure.ts';
import { type RuntimeSession, nobodyListens } from '../runtime/runtime-session.ts';
import type { RuntimeSocket } from '../runtime/runtime-socket.ts';
import { deleteServers, endSessions } from '../runtime/runtime-steps.ts';
import { type StatRow, parseStat } from './stat-table.ts';
import { CounterStore } from './counter-store.ts';
import type { Notice } from '../../device-driver.ts';
import type { DrainingMember, Figures } from '../../figures.ts';

export interface DeviceFiguresOptions {
  readonly files: DeviceFiles;
  readonly socket: RuntimeSocket;
  readonly config: ConfigFile;
  readonly clock: Clock;
  /** How long disabled and deleted members finish their sessions. */
  readonly memberDrainMs: number;
  readonly notify: (notice: Notice) => void;
}

/** Rows of frontends, backends and servers. */
const POLL = 'show stat -1 7 -1';

/** How the members of one device are and what it has carried, over all the processes that it has had. */
export class DeviceFigures {
  readonly #socket: RuntimeSocket;
  readonly #config: ConfigFile;
  readonly #store: CounterStore;
  readonly #drains: MemberDrains;
  readonly #clock: Clock;
  readonly #draining: DrainingProcesses;
  readonly #polls: PollSession;
  readonly #notices: MemberNotices;
  readonly #notify: (notice: Notice) => void;

  constructor({ files, socket, config, clock, memberDrainMs, notify }: DeviceFiguresOptions) {
    this.#socket = socket;
    this.#config = config;
    this.#store = new CounterStore(files, clock);
    this.#draining = new DrainingProcesses(this.#store, clock);
    this.#drains = new MemberDrains(memberDrainMs);
    this.#clock = clock;
    this.#polls = new PollSession(() => socket.open());
    this.#notify = notify;
    this.#notices = new MemberNotices(() => socket.open(), notify);
  }

  async read(epoch: number | undefined): Promise<Figures> {
    await this.#store.open(epoch);
    const rows = await this.#readCounters(POLL);
    const draining = await this.#endDrains(rows);
    const removed = await this.#removedServers(rows);
    await this.#store.save('when due');
    const followed = rows.length > 0 && (await this.#follow());
    return {
      health: memberReports(rows, removed),
      totals: this.#store.totals(),
      traffic: this.#store.traffic(),
      exported: exportedRows(rows),
      draining,
      followed,
    };
  }

  /** Comes before a process is replaced or ended: our connections would keep it alive. */
  async letGo(epoch: number): Promise<void> {
    this.hangUp();
    await this.#store.open(epoch);
  }

  /** What the process that is about to be replaced has counted; `stat` is its answer to BACKEND_STATS. */
  lastOf(process: string, stat: string): void {
    this.#store.newest({ process, rows: parseStat(stat) }, this.#draining.names());
  }

  /** Takes the session of a replaced process over, to count what it still carries. */
  follow(process: string, session: RuntimeSession, withinMs: number): void {
    this.#draining.follow(process, session, withinMs);
  }

  /** Another process runs. */
  async begin(): Promise<void> {
    await this.#readCounters(BACKEND_STATS);
    await this.#store.save('now');
  }

  /** The processes are about to be ended. */
  async end(): Promise<void> {
    await this.#store.open(undefined);
    await this.#readCounters(BACKEND_STATS).catch(() => undefined);
    this.hangUp();
    this.#draining.close();
  }

  /** They have ended. */
  async ended(): Promise<void> {
    this.#store.allEnded();
    if ((await this.#config.read()) !== undefined) await this.#store.save('now');
  }

  /** Lets go of sessions and writes the counters down; HAProxy goes on. */
  async close(): Promise<void> {
    this.hangUp();
    this.#draining.close();
    await this.#store.save('now').catch(() => undefined);
  }

  /** Ends the connections to whichever process they lead to; the next reading makes new ones. */
  hangUp(): void {
    this.#polls.close();
    this.#notices.close();
  }

  /** Whether changes of members are noticed from now on; those that the ring still holds are noticed once more. */
  async #follow(): Promise<boolean> {
    if (!announcesChanges((await this.#config.read()) ?? '')) return false;
    return this.#notices.follow().then(
      () => true,
      () => false,
    );
  }

  /** Reads the counters; no rows when nothing runs. */
  async #readCounters(command: string): Promise<StatRow[]> {
    try {
      const { process, answer } = await this.#polls.ask(command);
      const rows = parseStat(answer);
      const servers = command === POLL ? { hasServers: true as const } : {};
      this.#store.newest({ process, rows, ...servers }, this.#draining.names());
      return rows;
    } catch (error) {
      if (nobodyListens(error)) return [];
      if (error instanceof HaproxyError && error.code === 'hung') this.#notify('hung');
      throw error;
    }
  }

  /** What is left of members without traffic; sessions that have had their time are ended. */
  async #endDrains(rows: readonly StatRow[]): Promise<readonly DrainingMember[]> {
    const hasOthers = this.#draining.names().length > 0;
    const { members, overdue, overdueHere } = this.#drains.look(rows, this.#clock.monotonicMs(), hasOthers);
    if (overdueHere.length > 0) await this.#socket.run(overdueHere.map(endSessions));
    this.#draining.endSessions(overdue);
    return members;
  }

  /** Servers in maintenance that the configuration no longer names; each poll tries to delete them for good. */
  async #removedServers(rows: readonly StatRow[]): Promise<Set<string>> {
    const idle = rows.filter((row) => row.get('type') === '2' && row.get('status') === 'MAINT');
    if (idle.length === 0) return new Set();
    const named = serverNames((await this.#config.read()) ?? '');
    const keys = idle
      .filter((row) => !named.has(row.get('svname') ?? ''))
      .map((row) => `${row.get('pxname')}/${row.get('svname')}`);
    if (keys.length > 0) await this.#socket.with((session) => deleteServers(session, keys));
    return new Set(keys);
  }
}
