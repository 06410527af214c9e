import { type Clock, eventually } from '@lbaas/common/runtime';
import { ConfigFile } from './files/config-file.ts';
import { DeviceFigures } from './figures/device-figures.ts';
import type { Figures } from '../figures.ts';
import type { Notice } from '../device-driver.ts';
import type { DeviceFiles } from './files/device-files.ts';
import { FILES } from './files/device-files.ts';
import { BACKEND_STATS } from './figures/draining-processes.ts';
import { hasCode, notRealised } from './model/errors.ts';
import { type LaunchContext, checkConfiguration, launch } from './process/launch.ts';
import { Census, FRESH_ENOUGH_MS } from './process/census.ts';
import type { DeviceProcesses } from './process/device-processes.ts';
import { HangPatience } from './process/hang-patience.ts';
import { acceptsConnections } from './process/listening-sockets.ts';
import { OldProcesses } from './process/old-processes.ts';
import { peekHaproxy } from './peek.ts';
import { planHaproxy } from './plan/plan.ts';
import { type ProcessEntry, isStopped } from '../../host/index.ts';
import { type ProcessInfo, parseProcessInfo, processName } from './runtime/process-info.ts';
import { type RuntimeSession, nobodyListens } from './runtime/runtime-session.ts';
import { RuntimeSocket } from './runtime/runtime-socket.ts';
import { type RuntimeStep, performRuntimeStep } from './runtime/runtime-steps.ts';
import { untilStopping } from './runtime/until-stopping.ts';
import { EMPTY_SERVER_STATE, carryServerState, parseServerState } from './runtime/server-state.ts';
import { canTeach, hasLearnt } from './runtime/stick-tables.ts';
import {
  type HaproxyTuning,
  NEVER_STARTED,
  type ObservedHaproxy,
  PROCESS_GONE,
  type RenderedHaproxy,
} from './model/types.ts';

export interface DeviceHaproxyOptions {
  readonly launch: LaunchContext;
  readonly processes: DeviceProcesses;
  readonly tuning: HaproxyTuning;
  readonly clock: Clock;
  readonly notify: (notice: Notice) => void;
}

const VERIFY_WITHIN_MS = 5_000;

/**
 * The HAProxy of one device: at most one process that accepts connections, and those of earlier reloads that finish
 * theirs. Calls must not overlap (HaproxyDriver sees to it). Truth is what the kernel shows (census.ts) and the process
 * says; the files only serve the next start, and the agent may be restarted at any point.
 */
export class DeviceHaproxy {
  readonly #options: DeviceHaproxyOptions;
  readonly #files: DeviceFiles;
  readonly #processes: DeviceProcesses;
  readonly #old: OldProcesses;
  readonly #census: Census;
  readonly #socket: RuntimeSocket;
  readonly #config: ConfigFile;
  readonly #figures: DeviceFigures;
  readonly #patience: HangPatience;
  #version: string | undefined;

  constructor(options: DeviceHaproxyOptions) {
    this.#options = options;
    const { clock, launch: context, notify, processes } = options;
    const { files } = context;
    this.#files = files;
    this.#processes = processes;
    this.#patience = new HangPatience(clock);
    this.#old = new OldProcesses(files, processes, clock);
    this.#census = new Census(files, processes, this.#old);
    this.#socket = new RuntimeSocket({ files, processes, old: this.#old, census: this.#census });
    this.#config = new ConfigFile(this.#files);
    this.#figures = new DeviceFigures({
      files: this.#files,
      socket: this.#socket,
      config: this.#config,
      clock,
      memberDrainMs: options.tuning.memberDrainS * 1_000,
      notify,
    });
  }

  /** Of the process that was seen running last. */
  get version(): string | undefined {
    return this.#version;
  }

  async observe(): Promise<ObservedHaproxy> {
    if (!this.#files.exist) return await this.#unreached();
    try {
      const [info = '', state = ''] = await this.#socket.run(['show info', 'show servers state']);
      this.#patience.answered();
      const answering = parseProcessInfo(info);
      return this.#servesUs(answering.pid) ? await this.#running(answering, state) : await this.#unreached();
    } catch (error) {
      if (nobodyListens(error) || (await this.#isSomebodyElses(error))) return await this.#unreached();
      return await this.#endIfHeld(error);
    }
  }

  peek(): Promise<ObservedHaproxy> {
    return peekHaproxy(this.#files, this.#socket, { config: this.#config, processes: this.#processes });
  }

  /** Somebody has put a socket of theirs in the place of the runtime socket, and does not answer as HAProxy does. */
  async #isSomebodyElses(error: unknown): Promise<boolean> {
    return hasCode(error, 'silent', 'unreachable') && (await this.#census.hasForeignSocket());
  }

  /** Not one that somebody else has put behind our socket, nor one in a namespace that has lost its link. */
  #servesUs(pid: number): boolean {
    return this.#processes.owns(pid) && this.#processes.isInside(pid);
  }

  /**
   * A process that is stopped or hangs serves nobody, and keeps its sockets, so that no other could take over from it.
   * @throws the error
   */
  async #endIfHeld(error: unknown): Promise<ObservedHaproxy> {
    const pid = await this.#census.current();
    if (pid === undefined) return await this.#endedUnasked(error);
    const why = isStopped(pid) ? 'was stopped by a signal' : 'hung';
    if (why === 'hung' && !this.#patience.isOver(pid, error)) throw error;
    await this.#processes.end([pid]);
    return { running: false, reason: `the process ${why} and had to be killed`, killed: { pid, why } };
  }

  /** A process that ends takes connections until its last moment, and then resets them. @throws the error */
  async #endedUnasked(error: unknown): Promise<ObservedHaproxy> {
    if (!hasCode(error, 'unreachable')) throw error;
    return await this.#unreached();
  }

  async check(rendered: RenderedHaproxy): Promise<void> {
    await this.#files.ensure();
    await checkConfiguration(this.#options.launch, rendered);
  }

  /** Whatever else runs for the device, wherever it came from, finishes its connections and goes. */
  async start(rendered: RenderedHaproxy, epoch: number): Promise<void> {
    await this.#files.ensure();
    await this.#figures.letGo(epoch);
    const pids = await this.#predecessors();
    await this.#files.write(FILES.serverState, EMPTY_SERVER_STATE);
    await this.#old.announce(pids, this.#options.tuning.hardStopAfterS);
    await this.#census.expecting(async () => {
      await launch(this.#options.launch, rendered, { sockets: false, pids });
      await this.#processes.silence(pids);
      this.#census.settled();
      await this.#confirm(rendered, pids);
    });
  }

  /** One that is stopped, or in another namespace, can take part in no takeover, and ends at once. */
  async #predecessors(): Promise<number[]> {
    const pids = await this.#census.everyone(FRESH_ENOUGH_MS);
    const isUseless = (pid: number): boolean => isStopped(pid) || !this.#processes.isInside(pid);
    await this.#processes.end(pids.filter(isUseless));
    return pids.filter((pid) => !isUseless(pid));
  }

  async reload(rendered: RenderedHaproxy, epoch: number): Promise<void> {
    await this.#files.ensure();
    await this.#figures.letGo(epoch);
    const session = await this.#socket.open();
    try {
      const [info = '', state = '', stat = ''] = await session.run([
        'show info',
        'show servers state',
        BACKEND_STATS,
      ]);
      const old = parseProcessInfo(info);
      this.#figures.lastOf(processName(old), stat);
      await this.#files.write(FILES.serverState, carryServerState(state, rendered.servers));
      await this.#census.expecting(() => this.#replace(rendered, old, session));
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /**
   * The old process is asked to finish only when the next one has every socket: `-sf` would pause it for two seconds
   * while it retries an address that is not there. Only stick tables need `-sf`.
   */
  async #replace(rendered: RenderedHaproxy, old: ProcessInfo, session: RuntimeSession): Promise<void> {
    const { hardStopAfterS } = this.#options.tuning;
    const teaches = rendered.sticky && (await canTeach(session));
    await this.#old.announce([old.pid], hardStopAfterS);
    await launch(this.#options.launch, rendered, { sockets: true, pids: teaches ? [old.pid] : [] });
    this.#processes.retire(old.pid);
    await untilStopping(session, VERIFY_WITHIN_MS);
    if (teaches) await hasLearnt((commands) => this.#socket.run(commands));
    this.#figures.follow(processName(old), session, hardStopAfterS * 1_000);
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
    await this.#config.keep(rendered.text);
    await this.#files.forget(FILES.candidate);
    await this.#figures.begin();
  }

  async runtime(rendered: RenderedHaproxy, step: RuntimeStep): Promise<void> {
    await this.#socket.with((session) => performRuntimeStep(session, rendered, step));
    await this.#config.keep(rendered.text);
  }

  /** A later start by whomever gives what runs now. */
  keepFile(rendered: RenderedHaproxy): Promise<void> {
    return this.#config.keep(rendered.text);
  }

  /** Ends every process at once. */
  async stop(): Promise<void> {
    await this.#figures.end();
    await this.#processes.end(await this.#census.everyone(0));
    await this.#figures.ended();
    this.#version = undefined;
    await this.#files.forget(FILES.pid, FILES.socket, FILES.socketMark, FILES.oldPids, FILES.serverState);
  }

  async cleanup(): Promise<void> {
    await this.stop();
    await this.#files.remove();
    this.#config.forget();
  }

  figures(epoch: number | undefined): Promise<Figures> {
    return this.#figures.read(epoch);
  }

  configText(): Promise<string | undefined> {
    return this.#config.read();
  }

  /** Lets go of sessions and writes the counters down; HAProxy goes on. */
  close(): Promise<void> {
    return this.#figures.close();
  }

  /** Processes of the device, from memory where there is no doubt. */
  processes(): Promise<number[]> {
    return this.#census.known();
  }

  /** The next observation looks at all processes of the host; a look of that age will do. */
  doubt(maxAgeMs: number): void {
    this.#census.doubt(maxAgeMs);
  }

  /** Whether files of the running process are not as they were left. */
  get hasLostFiles(): boolean {
    return this.#census.hasLost(() => this.#config.isEdited);
  }

  /** Whether it runs otherwise than it was left: another process, or files that somebody has changed. */
  differsFrom(entries: readonly ProcessEntry[]): boolean {
    return this.#census.differsFrom(entries, () => this.#config.isEdited);
  }

  async #running(info: ProcessInfo, state: string): Promise<ObservedHaproxy> {
    const { pid, generation, structure } = info;
    this.#version = info.version;
    const { isInDoubt } = this.#census;
    if (isInDoubt) await this.#config.reread();
    const { others, faults } = await this.#census.answered(pid);
    if (others.length > 0) {
      this.#figures.hangUp();
      await this.#old.announce(others, this.#options.tuning.hardStopAfterS);
    }
    const oldPids = await this.#old.besides(pid);
    await this.#processes.silence(others);
    this.#census.settled();
    const sections = await this.#config.sectionsOf(structure);
    const file = isInDoubt ? { file: (await this.#config.read()) ?? '' } : {};
    const servers = parseServerState(state);
    return { running: true, pid, generation, structure, sections, servers, oldPids, faults, ...file };
  }

  /** Nobody answers: what can be seen of the device tells why. */
  async #unreached(): Promise<ObservedHaproxy> {
    this.#version = undefined;
    const pids = await this.#census.known();
    if (pids.length === 0) this.#census.settled();
    const serving = pids.filter(acceptsConnections);
    const reason = serving.length > 0 ? this.#whyUnreachable(serving) : await this.#whyGone();
    return { running: false, reason, ...(pids.length > 0 ? { unreachable: pids } : {}) };
  }

  #whyUnreachable(pids: readonly number[]): string {
    if (!pids.some((pid) => this.#processes.isInside(pid))) return 'it runs in another network namespace';
    return this.#files.exist ? 'its runtime socket is gone' : 'its directory is gone';
  }

  async #whyGone(): Promise<string> {
    return (await this.#config.read()) === undefined ? NEVER_STARTED : PROCESS_GONE;
  }
}
