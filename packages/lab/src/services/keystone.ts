import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { requestApi } from '../api/api-client.ts';
import { openApiSocket } from './api-socket.ts';
import { keystoneConfig, keystoneEnvironment, writeKeystoneFiles } from './keystone-files.ts';
import { pickPort } from './pick-port.ts';
import { endFamily, hasEnded } from './process-family.ts';
import { REPOSITORY } from './program.ts';
import { logTail, withLog } from './service-log.ts';

/** The distribution's interpreter, which its packages are made for; another one may come first on PATH. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(REPOSITORY, 'packages/lab/src/services/keystone-server.py');
const PACKAGE = '/usr/lib/python3/dist-packages/keystone/server/wsgi.py';
const START_DEADLINE_MS = 90_000;
const STOP_DEADLINE_MS = 10_000;
const DESCRIPTOR = 3;
/** One hour, Keystone's own default. */
const TOKEN_LIFETIME_S = 3600;

export interface KeystoneOptions {
  /** Everything that Keystone writes is in here. Created when missing; existing data is used again. */
  readonly dir: string;
  /** @default any free port below the range of outgoing connections */
  readonly port?: number;
  /** Command prefix to run it under. In another network namespace it serves on the 127.0.0.1 of both. */
  readonly exec?: readonly string[];
}

export interface KeystoneStart {
  /** Lifetime of tokens that are issued until the next start. @default 3600 */
  readonly tokenLifetimeS?: number;
}

export interface Keystone {
  /** `http://127.0.0.1:PORT/v3`, the same in either network namespace. */
  readonly url: string;
  /** Password of the user admin in the project admin, both in the domain Default. */
  readonly adminPassword: string;
  /** Process id; undefined while it is down. */
  readonly pid: number | undefined;
  readonly logFile: string;
  /** Starts it again after stop(): same port, same data, same tokens. */
  start(settings?: KeystoneStart): Promise<void>;
  /** Afterwards its process is gone; its directory stays. */
  stop(): Promise<void>;
}

/**
 * Starts a private Keystone with the user admin, and waits until it answers.
 * @throws Error with the tail of its log when it does not come up
 */
export async function startKeystone(options: KeystoneOptions): Promise<Keystone> {
  if (!existsSync(PACKAGE)) throw new Error(`${PACKAGE} is missing: install python3-keystone`);
  const keystone = new PrivateKeystone(options, options.port ?? (await pickPort()));
  await keystone.start();
  return keystone;
}

/** States: down (no child), or one child process, which the kernel ends together with this one. */
class PrivateKeystone implements Keystone {
  readonly url: string;
  readonly adminPassword = randomBytes(16).toString('hex');
  readonly logFile: string;
  readonly #dir: string;
  readonly #exec: readonly string[];
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor({ dir, exec = [] }: KeystoneOptions, port: number) {
    this.url = `http://127.0.0.1:${port}/v3`;
    this.logFile = join(dir, 'keystone.log');
    this.#dir = dir;
    this.#exec = exec;
    this.#port = port;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start({ tokenLifetimeS = TOKEN_LIFETIME_S }: KeystoneStart = {}): Promise<void> {
    if (this.#child !== undefined) return;
    writeKeystoneFiles({ dir: this.#dir, tokenLifetimeS });
    const child = await withLog(this.logFile, (log) => this.#spawn(log));
    this.#child = child;
    try {
      await eventually(() => this.#answers(child), { withinMs: START_DEADLINE_MS, everyMs: 100 });
      if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    } catch (cause) {
      await this.stop();
      throw new Error(`Keystone did not start in ${this.#dir}\n${logTail(this.logFile)}`, { cause });
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined) await endFamily(child, 'SIGTERM', STOP_DEADLINE_MS);
  }

  async #spawn(log: number): Promise<ChildProcess> {
    const socket = await openApiSocket(this.#port);
    const script = [PYTHON, SCRIPT, keystoneConfig(this.#dir), `${DESCRIPTOR}`, `${this.#port}`, this.url];
    const [command = '', ...args] = [...this.#exec, 'setpriv', '--pdeathsig=KILL', ...script];
    try {
      const child = spawn(command, args, {
        cwd: this.#dir,
        env: keystoneEnvironment(this.#dir, this.adminPassword),
        detached: true,
        stdio: ['ignore', log, log, socket.descriptor],
      });
      child.on('error', () => undefined);
      child.unref();
      return child;
    } finally {
      socket.close();
    }
  }

  /** Throws until it answers or has ended. Its socket accepts connections before it answers. */
  async #answers(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || hasEnded(child)) return;
    const { status } = await requestApi(this.url, { method: 'GET', path: '/v3' });
    if (status !== 200) throw new Error(`GET /v3 answers ${status}`);
  }
}
