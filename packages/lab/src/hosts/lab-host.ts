import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { withDeadline } from '@lbaas/common/runtime';
import { BASH } from './bash.ts';
import type { HostPlan } from '../fabric/address-plan.ts';
import { addressScript, inNamespace } from '../fabric/fabric-script.ts';
import { Freezer } from './freezer.ts';
import { FORGET_NETWORKS, HOST_INIT } from './host-init.ts';
import { HostProcess, type HostProcessOptions } from './host-process.ts';
import { hostCommand } from './host-command.ts';
import { hostEnvironment } from './host-environment.ts';
import { childrenOf } from './process-table.ts';
import { type CommandOptions, type CommandResult, mustRun, runCommand } from './run-command.ts';

const START_DEADLINE_MS = 60_000;
const NAMESPACES = ['--mount', '--pid', '--ipc', '--uts', '--fork', '--mount-proc', '--kill-child'];

/** A machine of the lab: a network namespace with mounts, processes and a name of its own. */
export class LabHost {
  readonly plan: HostPlan;
  /** Name of its network namespace, as `ip netns` shows it. */
  readonly namespace: string;
  /** Its directory as seen from outside; the host itself sees it as HOST_DIRECTORY. */
  readonly directory: string;
  readonly #freezer: Freezer;
  readonly #processes = new Set<HostProcess>();
  #keeper: ChildProcess | undefined;
  #init: number | undefined;

  constructor(plan: HostPlan, place: { readonly namespace: string; readonly directory: string }) {
    this.plan = plan;
    this.namespace = place.namespace;
    this.directory = place.directory;
    this.#freezer = new Freezer(place.namespace);
  }

  get name(): string {
    return this.plan.name;
  }

  /** Process 1 of the host, by its pid outside. @throws Error before start() */
  get init(): number {
    if (this.#init === undefined) throw new Error(`the host ${this.name} is not running`);
    return this.#init;
  }

  /** Expects the network namespace to exist, with its interfaces in it. */
  async start(): Promise<void> {
    if (this.#keeper !== undefined) return;
    mkdirSync(this.directory, { recursive: true });
    const args = [...NAMESPACES, ...inNamespace(this.namespace), ...BASH, '-c', HOST_INIT];
    const parameters = ['host', this.directory, this.name, addressScript(this.plan)];
    const keeper = spawn('unshare', [...args, ...parameters], { cwd: '/', stdio: 'pipe', detached: true });
    this.#keeper = keeper;
    await withDeadline(`host ${this.name} to start`, START_DEADLINE_MS, () => firstOutput(keeper, this.name));
    this.#init = childrenOf(keeper.pid ?? 0)[0];
  }

  /** Stops every process of the host as if the machine hung. What is started on it later runs. */
  freeze(): Promise<void> {
    return this.#freezer.freeze(this.init);
  }

  thaw(): Promise<void> {
    return this.#freezer.thaw();
  }

  /** Ends every process of the host. Its network namespace stays until the lab ends. */
  async stop(): Promise<void> {
    const keeper = this.#keeper;
    if (keeper === undefined || keeper.exitCode !== null || keeper.signalCode !== null) return;
    await this.thaw();
    const ended = once(keeper, 'exit');
    if (this.#init !== undefined) process.kill(this.#init, 'SIGKILL');
    else keeper.kill('SIGKILL');
    // The kernel waits until the parent of each process, which is outside, has seen its end.
    for (const started of this.#processes) started.kill('SIGKILL');
    await withDeadline(`host ${this.name} to end`, START_DEADLINE_MS, () => ended);
  }

  /** Power off and on: what was in memory is gone, its directory is left, and no program of it runs. */
  async reboot(): Promise<void> {
    await this.stop();
    this.#keeper = undefined;
    this.#init = undefined;
    await mustRun([...inNamespace(this.namespace), ...BASH, '-c', FORGET_NETWORKS]);
    await this.start();
  }

  /** Runs a command on the host to its end; see runCommand. */
  exec(argv: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return runCommand(hostCommand(this.init, argv), { env: hostEnvironment(), ...options });
  }

  /** Starts a process on the host and leaves it running. */
  async spawn(argv: readonly string[], options?: HostProcessOptions): Promise<HostProcess> {
    const env = hostEnvironment();
    const started = await HostProcess.spawn(hostCommand(this.init, argv), { env, ...options });
    this.#processes.add(started);
    void started.ended.then(() => this.#processes.delete(started));
    return started;
  }
}

async function firstOutput(keeper: ChildProcess, name: string): Promise<void> {
  const complaints: Buffer[] = [];
  keeper.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk));
  keeper.stdin?.on('error', () => undefined);
  const ended = once(keeper, 'close').then(() => {
    throw new Error(`the host ${name} did not start: ${Buffer.concat(complaints).toString().trim()}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ended, once(keeper.stdout ?? keeper, 'data')]);
}
