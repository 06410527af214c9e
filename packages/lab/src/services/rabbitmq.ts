import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@lbaas/common/runtime';
import { BASH } from '../hosts/bash.ts';
import { pickPort } from './pick-port.ts';
import { endFamily, hasEnded } from './process-family.ts';
import {
  type RabbitmqCluster,
  type RabbitmqSettings,
  type RabbitmqTls,
  rabbitmqEnvironment,
  writeRabbitmqFiles,
} from './rabbitmq-settings.ts';
import { RABBITMQ_USER, brokerUrl } from './rabbitmq-users.ts';

/** Debian's wrapper in /usr/sbin insists on the user rabbitmq; this script runs as any user. */
const SERVER_SCRIPT = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const CONTROL_SCRIPT = '/usr/lib/rabbitmq/bin/rabbitmqctl';
/** It starts in 5 s on an idle machine, and in 50 s when ten others compete for the CPU. */
const START_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 15_000;
/** Of the laboratory: a cluster is in a network of its own. */
const CLUSTER_PORT = 25_672;
const GREETING_MS = 5000;
/** The protocol header, and the type of the frame that answers it (AMQP 0-9-1, 4.2.2 and 4.2.3). */
const AMQP_0_9_1 = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);
const METHOD_FRAME = 1;

export interface RabbitmqOptions {
  /** Everything that the broker writes is in here. Created when missing. */
  readonly dir: string;
  /** Address to listen on. */
  readonly host?: string;
  readonly port?: number;
  /** Agent hosts that have users of their own. @default none */
  readonly agents?: readonly string[];
  readonly tls?: RabbitmqTls;
  readonly cluster?: RabbitmqCluster;
  /** Command prefix to run the broker under, such as `['nsenter', '--net=/run/netns/mgmt']`. */
  readonly exec?: readonly string[];
  /** The kernel kills the broker together with this process, for whatever reason that dies. */
  readonly dieWithParent?: boolean;
}

export interface Rabbitmq {
  readonly url: string;
  readonly port: number;
  /** Process id of the running broker; undefined while it is down. */
  readonly pid: number | undefined;
  /** Starts the broker again after stop() or kill9(): same port, same durable queues. */
  start(): Promise<void>;
  /** Shuts the broker down cleanly. Afterwards none of its processes is left. */
  stop(): Promise<void>;
  /** Ends the broker as a power cut does. */
  kill9(): Promise<void>;
  /** Runs `rabbitmqctl` on it: some 2 s of CPU. @returns its output @throws Error with its words */
  ctl(args: readonly string[]): Promise<string>;
  /** Runs a shell script that calls `rabbitmqctl`. @throws Error with its words */
  script(text: string): Promise<string>;
}

/**
 * Starts a private RabbitMQ node and waits until it answers AMQP.
 * @throws Error with the tail of the broker's log when it does not come up
 */
export async function startRabbitmq(options: RabbitmqOptions): Promise<Rabbitmq> {
  const { dir, host = '127.0.0.1', agents = [], tls, cluster, exec = [], dieWithParent = false } = options;
  const port = options.port ?? (await pickPort());
  const distributionPort = cluster === undefined ? await pickPort() : CLUSTER_PORT;
  const guard = dieWithParent ? ['setpriv', '--pdeathsig=KILL'] : [];
  const broker = new PrivateRabbitmq(
    { dir, host, port, agents, tls, cluster, distributionPort },
    exec,
    guard,
  );
  await broker.start();
  return broker;
}

/** States: down (no child), or one broker process as our child. start() and stop() are idempotent, not concurrent. */
class PrivateRabbitmq implements Rabbitmq {
  readonly url: string;
  readonly port: number;
  readonly #settings: RabbitmqSettings;
  readonly #exec: readonly string[];
  /** The network that it runs in is not this process's. */
  readonly #isElsewhere: boolean;
  #child: ChildProcess | undefined;

  constructor(settings: RabbitmqSettings, exec: readonly string[], guard: readonly string[]) {
    this.#settings = settings;
    this.#exec = [...exec, ...guard];
    this.#isElsewhere = exec.length > 0;
    this.port = settings.port;
    this.url = brokerUrl(RABBITMQ_USER, settings.host, settings.port);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    const child = this.#spawn();
    this.#child = child;
    try {
      await eventually(() => this.#greet(child), { withinMs: START_DEADLINE_MS, everyMs: 100 });
      if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    } catch (cause) {
      await this.kill9();
      throw new Error(`RabbitMQ did not start in ${this.#settings.dir}\n${this.#logTail()}`, { cause });
    }
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  kill9(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async ctl(args: readonly string[]): Promise<string> {
    const env = rabbitmqEnvironment(this.#settings);
    const longNames = this.#settings.cluster === undefined ? [] : ['--longnames'];
    const [command, ...rest] = withPrefix(this.#exec, [CONTROL_SCRIPT, '--quiet', ...longNames, ...args]);
    const { stdout } = await promisify(execFile)(command, rest, { env, timeout: START_DEADLINE_MS });
    return stdout;
  }

  async script(text: string): Promise<string> {
    const env = rabbitmqEnvironment(this.#settings);
    const [command, ...rest] = withPrefix(this.#exec, [...BASH, '-ec', text]);
    const options = {
      env: { ...env, PATH: `${dirname(CONTROL_SCRIPT)}:${env['PATH']}` },
      timeout: START_DEADLINE_MS,
    };
    return (await promisify(execFile)(command, rest, options)).stdout;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined) await endFamily(child, signal, STOP_DEADLINE_MS);
  }

  #spawn(): ChildProcess {
    const { dir } = this.#settings;
    mkdirSync(dir, { recursive: true });
    writeRabbitmqFiles(this.#settings);
    const console = openSync(join(dir, 'console.log'), 'w');
    const [command, ...args] = withPrefix(this.#exec, [SERVER_SCRIPT]);
    // Its own process group: Ctrl-C in the terminal must not stop the broker under its clients.
    const options = { cwd: dir, env: rabbitmqEnvironment(this.#settings), detached: true };
    const child = spawn(command, args, { ...options, stdio: ['ignore', console, console] });
    closeSync(console);
    child.on('error', () => undefined);
    // The users of the broker decide how long this process lives.
    child.unref();
    return child;
  }

  /**
   * Throws until the broker greets an AMQP client or has ended. Asks from where the broker runs, by a process only if
   * that is elsewhere: a broker takes 5 to 50 s to start, and is asked ten times a second.
   */
  async #greet(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || hasEnded(child)) return;
    const { host, port } = this.#settings;
    if (!this.#isElsewhere) return await greet(host, port);
    const greeting =
      `exec 3<>/dev/tcp/${host}/${port} && printf 'AMQP\\0\\0\\11\\1' >&3 && ` +
      `IFS= read -r -t 5 -N 1 -u 3 first && [ "$first" = $'\\1' ]`;
    const [command, ...args] = withPrefix(this.#exec, [...BASH, '-c', greeting]);
    await promisify(execFile)(command, args, { timeout: 10_000 });
  }

  #logTail(): string {
    return ['console.log', 'broker.log']
      .map((name) => join(this.#settings.dir, name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8').split('\n').slice(-20).join('\n'))
      .join('\n');
  }
}

/** @throws Error unless AMQP is spoken there */
async function greet(host: string, port: number): Promise<void> {
  const socket = connect({ host, port, timeout: GREETING_MS });
  try {
    for (const event of ['timeout', 'end']) socket.on(event, () => socket.destroy(new Error('no greeting')));
    socket.write(AMQP_0_9_1);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (answer[0] !== METHOD_FRAME) throw new Error('what listens there is no broker');
  } finally {
    socket.destroy();
  }
}

type CommandLine = readonly [string, ...string[]];

function withPrefix(prefix: readonly string[], command: CommandLine): CommandLine {
  const [first, ...rest] = prefix;
  return first === undefined ? command : [first, ...rest, ...command];
}
