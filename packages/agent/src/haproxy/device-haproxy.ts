import { type Clock, eventually, sleep } from '@lbaas/common/runtime';
import type { DeviceFiles } from './device-files.ts';
import { FILES } from './device-files.ts';
import { belongsTo, endProcesses, findProcesses, retireProcess } from './device-processes.ts';
import { BACKEND_STATS, Drains } from './drains.ts';
import { HaproxyError } from './errors.ts';
import { type LaunchContext, checkConfiguration, launch } from './launch.ts';
import { memberReports } from './member-health.ts';
import { OldProcesses } from './old-processes.ts';
import { planHaproxy } from './plan.ts';
import { PollSession } from './poll-session.ts';
import { isStopped } from './process-state.ts';
import { type ProcessInfo, parseProcessInfo, processName } from './process-info.ts';
import { RuntimeSession, nobodyListens } from './runtime-session.ts';
import { type RuntimeStep, deleteServers, performRuntimeStep } from './runtime-steps.ts';
import { EMPTY_SERVER_STATE, carryServerState, parseServerState } from './server-state.ts';
import { type StatRow, parseStat } from './stat-table.ts';
import { canTeach, hasLearnt } from './stick-tables.ts';
import { StatsBook } from './stats-book.ts';
import { sectionHashes, structureHash } from './structure.ts';
import type {
  HaproxyTuning,
  MemberHealthReport,
  ObservedHaproxy,
  PoolTotals,
  RenderedHaproxy,
} from './types.ts';

export interface DeviceHaproxyOptions {
  readonly launch: LaunchContext;
  readonly tuning: HaproxyTuning;
  readonly clock: Clock;
}

export interface Poll {
  readonly health: MemberHealthReport[];
  readonly stats: PoolTotals[];
}

const NEVER_STARTED = 'it was never started';
const VERIFY_WITHIN_MS = 5_000;
const SESSION_ATTEMPTS = 500;

/**
 * The HAProxy of one device: at most one process that accepts connections, and those of earlier reloads that finish
 * theirs. Calls must not overlap (HaproxyDriver sees to it). Truth is what the process says; the files only serve
 * the next start, and the agent may be restarted at any point.
 */
export class DeviceHaproxy {
  readonly #options: DeviceHaproxyOptions;
  readonly #files: DeviceFiles;
  readonly #old: OldProcesses;
  readonly #book: StatsBook;
  readonly #drains: Drains;
  readonly #polls: PollSession;
  /** Content of the configuration file; undefined until it was read or written. */
  #text: string | undefined;

  constructor(options: DeviceHaproxyOptions) {
    this.#options = options;
    this.#files = options.launch.files;
    this.#old = new OldProcesses(this.#files, options.clock);
    this.#book = new StatsBook(this.#files, options.clock);
    this.#drains = new Drains(this.#book, options.clock);
    this.#polls = new PollSession(() => this.#session());
  }

  async observe(): Promise<ObservedHaproxy> {
    if (!this.#files.exist) return { running: false, reason: NEVER_STARTED };
    try {
      const [info = '', state = ''] = await this.#run(['show info', 'show servers state']);
      return await this.#running(parseProcessInfo(info), state);
    } catch (error) {
      if (!nobodyListens(error)) return await this.#endIfStopped(error);
      return { running: false, reason: await this.#whyNotRunning() };
    }
  }

  /** A process that is stopped keeps its sockets, so that no other could take over from it. @throws the error */
  async #endIfStopped(error: unknown): Promise<ObservedHaproxy> {
    const pid = await this.#currentPid();
    if (pid === undefined || !isStopped(pid)) throw error;
    await endProcesses([pid], this.#files.directory);
    return { running: false, reason: 'the process was stopped by a signal and had to be killed' };
  }

  async check(rendered: RenderedHaproxy): Promise<void> {
    await this.#files.ensure();
    await checkConfiguration(this.#options.launch, rendered);
  }

  /** Whatever else runs for the device finishes its connections and goes. */
  async start(rendered: RenderedHaproxy, epoch: number): Promise<void> {
    this.#polls.close();
    await this.#files.ensure();
    await this.#book.open(epoch);
    const pids = await this.#knownProcesses();
    await this.#files.write(FILES.serverState, EMPTY_SERVER_STATE);
    await this.#old.announce(pids, this.#options.tuning.hardStopAfterS);
    await launch(this.#options.launch, rendered, { sockets: false, pids });
    await this.#confirm(rendered, pids);
  }

  async reload(rendered: RenderedHaproxy, epoch: number): Promise<void> {
    this.#polls.close();
    await this.#book.open(epoch);
    const session = await this.#session();
    try {
      const [info = '', state = '', stat = ''] = await session.run([
        'show info',
        'show servers state',
        BACKEND_STATS,
      ]);
      const old = parseProcessInfo(info);
      this.#book.newest({ process: processName(old), rows: parseStat(stat) }, this.#drains.names());
      await this.#files.write(FILES.serverState, carryServerState(state, rendered.servers));
      await this.#replace(rendered, old, session);
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /**
   * The old process is told to go only when the next one has everything: HAProxy's own `-sf` pauses it for two seconds
   * while it retries an address that is not there. Only stick tables need `-sf`.
   */
  async #replace(rendered: RenderedHaproxy, old: ProcessInfo, session: RuntimeSession): Promise<void> {
    const { hardStopAfterS } = this.#options.tuning;
    const teaches = rendered.sticky && (await canTeach(session));
    await this.#old.announce([old.pid], hardStopAfterS);
    await launch(this.#options.launch, rendered, { sockets: true, pids: teaches ? [old.pid] : [] });
    await retireProcess(old.pid, this.#files.directory);
    await untilStopping(session);
    if (teaches) await hasLearnt((commands) => this.#run(commands));
    this.#drains.follow(processName(old), session, hardStopAfterS * 1_000);
    await this.#confirm(rendered, [old.pid]);
  }

  /** Reads back what runs: an exit code is no proof. Only then is the candidate the file for the next start. */
  async #confirm(rendered: RenderedHaproxy, before: readonly number[]): Promise<void> {
    await eventually(
      async () => {
        const observed = await this.observe();
        if (!observed.running || before.includes(observed.pid)) throw notRealised('the process is not there');
        const [step] = planHaproxy(rendered, { ...observed, sections: rendered.sections });
        if (step !== undefined) throw notRealised(`${step.kind}: ${step.reason}`);
      },
      { withinMs: VERIFY_WITHIN_MS },
    ).catch((error: unknown) => {
      throw notRealised(error instanceof Error ? error.message : String(error), error);
    });
    await this.#keepText(rendered.text);
    await this.#files.forget(FILES.candidate);
    await this.#readCounters();
    await this.#book.save('now');
  }

  async runtime(rendered: RenderedHaproxy, step: RuntimeStep): Promise<void> {
    await this.#withSession((session) => performRuntimeStep(session, rendered, step));
    await this.#keepText(rendered.text);
  }

  /** A start from the file, by whomever, gives what runs now. */
  async #keepText(text: string): Promise<void> {
    if ((await this.configText()) === text) return;
    await this.#files.write(FILES.config, text);
    this.#text = text;
  }

  /** Ends every process at once. */
  async stop(): Promise<void> {
    await this.#book.open(undefined);
    await this.#readCounters().catch(() => undefined);
    this.#polls.close();
    this.#drains.close();
    await endProcesses(await findProcesses(this.#files.directory), this.#files.directory);
    this.#book.allEnded();
    if ((await this.configText()) !== undefined) await this.#book.save('now');
    await this.#files.forget(FILES.pid, FILES.socket, FILES.oldPids, FILES.serverState);
  }

  async cleanup(): Promise<void> {
    await this.stop();
    await this.#files.remove();
  }

  async poll(epoch: number | undefined): Promise<Poll> {
    await this.#book.open(epoch);
    const rows = await this.#readCounters('show stat -1 6 -1');
    const removed = await this.#removedServers(rows);
    await this.#book.save('when due');
    return { health: memberReports(rows, removed), stats: this.#book.totals() };
  }

  async configText(): Promise<string | undefined> {
    return (this.#text ??= await this.#files.read(FILES.config));
  }

  /** Lets go of sessions and writes the counters down; HAProxy goes on. */
  async close(): Promise<void> {
    this.#polls.close();
    this.#drains.close();
    await this.#book.save('now').catch(() => undefined);
  }

  /** Updates the ledger; no rows when nothing runs. */
  async #readCounters(command = BACKEND_STATS): Promise<StatRow[]> {
    try {
      const { process, answer } = await this.#polls.ask(command);
      const rows = parseStat(answer);
      this.#book.newest({ process, rows }, this.#drains.names());
      return rows;
    } catch (error) {
      if (nobodyListens(error)) return [];
      throw error;
    }
  }

  /** Servers in maintenance that the configuration no longer names; each poll tries to delete them for good. */
  async #removedServers(rows: readonly StatRow[]): Promise<Set<string>> {
    const text = (await this.configText()) ?? '';
    const idle = rows.filter((row) => row.get('type') === '2' && row.get('status') === 'MAINT');
    const keys = idle
      .filter((row) => !text.includes(`\tserver ${row.get('svname')} `))
      .map((row) => `${row.get('pxname')}/${row.get('svname')}`);
    if (keys.length > 0) await this.#withSession((session) => deleteServers(session, keys));
    return new Set(keys);
  }

  async #running(info: ProcessInfo, state: string): Promise<ObservedHaproxy> {
    const { pid, generation, structure } = info;
    const servers = parseServerState(state);
    const sections = await this.#sectionsOf(structure);
    return {
      running: true,
      pid,
      generation,
      structure,
      sections,
      servers,
      oldPids: await this.#old.alive(pid),
    };
  }

  /**
   * The file describes the process when its structure is the one that the process names. After a launch that the agent
   * did not see the end of, the candidate does.
   */
  async #sectionsOf(structure: string): Promise<Record<string, string>> {
    const sections = sectionHashes((await this.configText()) ?? '');
    if (structureHash(sections) === structure) return sections;
    const candidate = await this.#files.read(FILES.candidate);
    const candidates = sectionHashes(candidate ?? '');
    if (candidate === undefined || structureHash(candidates) !== structure) return {};
    await this.#files.accept();
    this.#text = candidate;
    return candidates;
  }

  async #whyNotRunning(): Promise<string> {
    if ((await this.#knownProcesses()).length > 0) return 'its runtime socket is gone';
    return (await this.configText()) === undefined ? NEVER_STARTED : 'the process is gone';
  }

  /** Without a look through /proc: the pid file and the ones that reloads have left. */
  async #knownProcesses(): Promise<number[]> {
    const current = await this.#currentPid();
    return [...new Set([...(current === undefined ? [] : [current]), ...(await this.#old.alive())])];
  }

  /** HAProxy writes the file when everything is bound. */
  async #currentPid(): Promise<number | undefined> {
    const pid = Number(await this.#files.read(FILES.pid));
    return pid > 0 && (await belongsTo(pid, this.#files.directory)) ? pid : undefined;
  }

  #run(commands: readonly string[]): Promise<string[]> {
    return this.#withSession((session) => session.run(commands));
  }

  async #withSession<T>(work: (session: RuntimeSession) => Promise<T>): Promise<T> {
    const session = await this.#session();
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  /** The runtime socket is inherited, so until the old process of a reload lets go, either may answer. */
  async #session(): Promise<RuntimeSession> {
    const target = { directory: this.#files.directory, socket: FILES.socket };
    for (let attempt = 0; attempt < SESSION_ATTEMPTS; attempt += 1) {
      const session = RuntimeSession.open(target);
      if (!(await this.#old.any())) return session;
      const [info = ''] = await session.run(['show info']);
      const { pid } = parseProcessInfo(info);
      if (!(await this.#old.isReplaced(pid, await this.#currentPid()))) return session;
      session.close();
      await retireProcess(pid, target.directory);
      await sleep(2);
    }
    throw new HaproxyError(
      'stuck',
      'the process before the last reload does not let go of the runtime socket',
    );
  }
}

const notRealised = (message: string, cause?: unknown): HaproxyError =>
  new HaproxyError('not_realised', message, { cause });

/** Until then the old process accepts connections, with the old configuration. */
async function untilStopping(session: RuntimeSession): Promise<void> {
  const check = async (): Promise<void> => {
    // A process without connections may be gone before it is asked.
    const answers = await session.run(['show info']).catch(() => undefined);
    if (answers === undefined || parseProcessInfo(answers[0] ?? '').stopping) return;
    throw new HaproxyError('stuck', 'the old process does not stop accepting');
  };
  await eventually(check, { withinMs: VERIFY_WITHIN_MS, everyMs: 1 });
}
