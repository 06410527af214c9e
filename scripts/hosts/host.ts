import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@lbaas/common/runtime';
import { mustRun, runToEnd, type Result } from '../engine/run.ts';
import { type Hierarchy, makeGroup } from './control-groups.ts';
import type { Fabric } from './fabric.ts';

/** The clock, the modules and the log of the kernel are those of the machine. */
const DROPPED =
  `sys_module sys_rawio sys_time syslog wake_alarm mac_admin mac_override audit_control block_suspend`
    .split(' ')
    .map((name) => `-${name}`)
    .join(',');
const BOOT = fileURLToPath(new URL('./boot.sh', import.meta.url));
const PATIENCE_MS = 120_000;
const STOP_MS = 60_000;

export interface HostOptions {
  readonly number: number;
  readonly name: string;
  /** Where its disk and its console are. */
  readonly directory: string;
  readonly lower: string;
  readonly fabric: Fabric;
  readonly hierarchies: readonly Hierarchy[];
  /** File that lists them for boot.sh. */
  readonly hierarchyFile: string;
  readonly hostNames: string;
}

/** A Debian host with a systemd as process 1, in namespaces of its own; its disk is an overlay that outlives boots. */
export class Host {
  readonly name: string;
  readonly #options: HostOptions;
  #outer: ChildProcess | undefined;
  #init: number | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.name = options.name;
    const { directory } = options;
    for (const part of ['upper/etc', 'work', 'root']) mkdirSync(join(directory, part), { recursive: true });
    writeFileSync(join(directory, 'upper/etc/hostname'), `${this.name}\n`);
    writeFileSync(join(directory, 'upper/etc/hosts'), options.hostNames);
    writeFileSync(join(directory, 'upper/etc/resolv.conf'), '');
  }

  address(network = 0): string {
    return this.#options.fabric.addressOf(this.#options.number, network);
  }

  /** Process 1, as the machine sees it. @throws Error when the host is off */
  get init(): number {
    if (this.#init === undefined) throw new Error(`${this.name} is off`);
    return this.#init;
  }

  /** @returns when systemd has nothing left to start */
  async boot(): Promise<void> {
    const { directory, lower, fabric, hierarchies, hierarchyFile, number } = this.#options;
    const ready = join(directory, 'network-ready');
    rmSync(ready, { force: true });
    const boot = [BOOT, directory, lower, DROPPED, hierarchyFile].map((word) => `'${word}'`).join(' ');
    const namespaces = '--mount --uts --ipc --pid --net --cgroup --fork --kill-child';
    // It moves itself into the groups of the host first: the cgroup namespace begins where its process is.
    const moves = makeGroup(hierarchies, this.name).map((file) => `echo $$ >'${file}'`);
    const log = join(directory, 'console.log');
    // A terminal is its console.
    const become = `exec script -qfec "exec unshare ${namespaces} bash ${boot}" '${log}'`;
    const script = ['set -e', ...moves, become].join('\n');
    const outer = spawn('bash', ['-c', script], { stdio: 'ignore', detached: true });
    this.#outer = outer;
    const [unshare, init] = await eventually(() => this.#grandchildren(outer), { withinMs: PATIENCE_MS });
    this.#init = init;
    // The two outside leave the groups of the host: its systemd could not move them.
    for (const file of makeGroup(hierarchies, 'outside')) {
      for (const pid of [outer.pid, unshare]) writeFileSync(file, String(pid));
    }
    await fabric.plug(number, init);
    writeFileSync(ready, '');
    await eventually(() => this.#isRunning(), { withinMs: PATIENCE_MS, everyMs: 200 });
  }

  /** The words that run a command in the host, for whoever starts it. */
  enter(argv: readonly string[]): string[] {
    const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
    const environment = [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOME=/root',
      'LANG=C.UTF-8',
      'TERM=dumb',
      'DEBIAN_FRONTEND=noninteractive',
    ];
    // Into a group of the host, so that what is started here counts as the host's.
    const inside = [
      'for g in $(awk \'$3 ~ /^cgroup2?$/ {print $2}\' /proc/self/mounts); do mkdir -p "$g/exec"',
      'if [ -e "$g/cpuset.cpu_exclusive" ]; then',
      'for f in cpuset.cpus cpuset.mems; do cat "$g/$f" >"$g/exec/$f"; done; fi',
      'echo $$ >"$g/exec/cgroup.procs"; done 2>/dev/null; cd; exec "$@"',
    ].join('\n');
    const enter = ['nsenter', '--target', String(this.init), ...namespaces, '--'];
    const bounded = ['setpriv', `--bounding-set=${DROPPED}`, 'env', '-i', ...environment];
    return [...enter, ...bounded, 'sh', '-c', inside, 'sh', ...argv];
  }

  /** A command in the host, to its end, whatever that is. */
  try(argv: readonly string[], stdin?: string): Promise<Result> {
    return runToEnd(this.enter(argv), { stdin });
  }

  /** The same. @returns standard output. @throws Error with what it said when it fails */
  async exec(...argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(argv);
    if (code === 0) return stdout;
    throw new Error(
      `${argv.join(' ')} on ${this.name} ended with ${code}:\n${`${stdout}${stderr}`.slice(-3000)}`,
    );
  }

  sh(script: string): Promise<string> {
    return this.exec('sh', '-c', script);
  }

  /** Copies a file of this machine into a directory of the host. */
  async copy(file: string, directory: string): Promise<void> {
    await mustRun(['cp', '--', file, join(`/proc/${this.init}/root`, directory)]);
  }

  write(path: string, text: string): void {
    writeFileSync(join(`/proc/${this.init}/root`, path), text);
  }

  /** An orderly power-off. */
  async stop(): Promise<void> {
    await this.#end('SIGRTMIN+4', STOP_MS).catch(() => this.kill());
  }

  /** A power cut. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL', PATIENCE_MS);
  }

  async #end(signal: string, withinMs: number): Promise<void> {
    if (this.#init === undefined) return;
    const pid = String(this.#init);
    await mustRun(['kill', '-s', signal.replace('SIG', ''), pid]).catch(() => undefined);
    const isGone = (): void => {
      if (existsSync(`/proc/${pid}`)) throw new Error(`${this.name} does not end`);
    };
    await eventually(isGone, { withinMs, everyMs: 50 });
    this.#init = undefined;
    this.#outer?.kill('SIGKILL');
  }

  async #isRunning(): Promise<void> {
    const { stdout } = await this.try(['systemctl', 'is-system-running']);
    const state = stdout.trim();
    if (state === 'running') return;
    const console = await readFile(join(this.#options.directory, 'console.log'), 'utf8');
    const failed = state === 'degraded' ? (await this.try(['systemctl', '--failed', '--plain'])).stdout : '';
    throw new Error(`${this.name} is ${state === '' ? 'not there' : state}: ${failed}${console.slice(-500)}`);
  }

  /** `script` starts a shell that becomes unshare, which starts process 1. */
  #grandchildren({ pid, exitCode }: ChildProcess): readonly [number, number] {
    if (exitCode !== null) throw new Error(`${this.name} ended with ${exitCode} before it began`);
    const middle = childOf(pid);
    const init = childOf(middle);
    if (middle === undefined || init === undefined) throw new Error(`${this.name} has no process yet`);
    return [middle, init];
  }
}

const childOf = (pid: number | undefined): number | undefined => {
  if (pid === undefined) return undefined;
  const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return first === '' ? undefined : Number(first);
};
