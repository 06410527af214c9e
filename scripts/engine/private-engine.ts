import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { debianMirror } from './debian-mirror.ts';
import { engineFiles } from './engine-files.ts';
import { configureClient, installHelpers, unpackEngine } from './engine-programs.ts';
import { mustRun, succeeds } from './run.ts';
import { makeStandIns } from './stand-ins.ts';

const INSIDE = fileURLToPath(new URL('./inside.sh', import.meta.url));
const GROUP = 'lbaas-engine';
/** How long a run waits for another one that uses the engine. */
const LOCK_SECONDS = 1200;
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;
const NAMESPACES = ['--mount', '--pid', '--net', '--ipc', '--uts', '--cgroup'];

/**
 * A Docker engine in namespaces of its own, on a machine that has none: the engine's rules in the packet filter would
 * cut other bridged traffic of the machine. One at a time. Base images are stand-ins, made of Debian packages.
 */
export class PrivateEngine {
  readonly #say: (line: string) => void;
  readonly #files = engineFiles();
  #outer: ChildProcess | undefined;
  #uplink: ChildProcess | undefined;
  /** Process 1 of the namespaces. */
  #init = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** For commands that talk to the engine. */
  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${join(this.#files.programs, 'usr/bin')}:${process.env['PATH']}`,
      DOCKER_HOST: `unix://${this.#files.socket}`,
      DOCKER_CONFIG: this.#files.config,
    };
  }

  /** In the engine's network, where published ports are on 127.0.0.1. */
  inside(command: readonly string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#init}/ns/net`, '--', ...command];
  }

  async start(): Promise<void> {
    const mirror = await debianMirror();
    if (mirror === undefined) throw new Error('the package sources have no Debian 12');
    await this.#step('helpers', installHelpers());
    await this.#step('engine', unpackEngine(this.#files, mirror));
    configureClient(this.#files);
    await this.#step('start', this.#startEngine());
    await this.#step('uplink', this.#connect());
    const report = <T>(what: string, work: Promise<T>) => this.#step(what, work);
    await makeStandIns({ environment: this.environment, mirror, report });
  }

  /** Images stay. The control groups are empty then, and nobody else removes them. */
  async stop(): Promise<void> {
    await end(this.#uplink, () => this.#uplink?.kill());
    await end(this.#outer, () => this.#init > 0 && process.kill(this.#init));
    await mustRun([
      'sh',
      '-c',
      `find /sys/fs/cgroup -depth -type d -path '*/${GROUP}*' -exec rmdir {} +`,
    ]).catch(() => undefined);
    rmSync(this.#files.run, { recursive: true, force: true });
  }

  async #step<T>(what: string, work: Promise<T>): Promise<T> {
    const begin = performance.now();
    const result = await work;
    const seconds = (performance.now() - begin) / 1000;
    if (seconds > 1) this.#say(`${what}: ${seconds.toFixed(0)} s`);
    return result;
  }

  /** The lock and the namespaces end with the process that is started here, and that ends with this one. */
  async #startEngine(): Promise<void> {
    const { lock, log, programs, run, data } = this.#files;
    const output = openSync(log, 'w');
    const argv = ['--pdeathsig', 'KILL', 'flock', '--no-fork', '--wait', String(LOCK_SECONDS), lock];
    const inside = ['bash', INSIDE, programs, run, data, GROUP];
    const outer = spawn('setpriv', [...argv, 'unshare', ...NAMESPACES, '--fork', '--kill-child', ...inside], {
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#outer = outer;
    this.#init = await this.#firstChild(outer);
    const giveUpAt = performance.now() + START_DEADLINE_MS;
    while (!(await succeeds(['docker', 'version'], { env: this.environment }))) {
      if (outer.exitCode !== null || performance.now() > giveUpAt) throw this.#notStarted();
      await sleep(200);
    }
  }

  /** Only when the lock is held there is one. What a killed engine has left is removed before a new one looks at it. */
  async #firstChild(outer: ChildProcess): Promise<number> {
    for (let looks = 0; outer.exitCode === null; looks += 1) {
      const children = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim();
      if (children !== '') return Number(children.split(' ')[0]);
      if (looks === 50) this.#say('waiting for another run that uses the engine');
      await sleep(100);
    }
    throw this.#notStarted();
  }

  #notStarted(): Error {
    const words = readFileSync(this.#files.log, 'utf8').trim().split('\n').slice(-5).join('\n  ');
    return new Error(`the engine does not start:\n  ${words}`);
  }

  /** A way out for builds, in user mode: nothing changes in the machine's own network. */
  async #connect(): Promise<void> {
    const options = ['--configure', '--mtu=1500', '--disable-host-loopback', '--cidr=10.212.0.0/24'];
    const network = ['--netns-type=path', `/proc/${this.#init}/ns/net`, 'tap0'];
    const argv = ['--pdeathsig', 'KILL', 'slirp4netns', ...options, ...network];
    this.#uplink = spawn('setpriv', argv, { stdio: 'ignore' });
    const route = this.inside(['sh', '-c', 'ip route | grep -q ^default']);
    const giveUpAt = performance.now() + START_DEADLINE_MS;
    while (!(await succeeds(route))) {
      if (performance.now() > giveUpAt) throw new Error('slirp4netns does not connect the engine');
      await sleep(100);
    }
  }
}

/** Asks first: the engine closes its files. */
async function end(child: ChildProcess | undefined, ask: () => void): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  ask();
  await ended;
  clearTimeout(timer);
}
