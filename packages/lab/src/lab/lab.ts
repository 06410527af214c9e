import type { ApiAnswer } from '../api/api-client.ts';
import type { Credentials } from '../auth/credentials.ts';
import type { Example } from '../example/example.ts';
import type { FabricNetwork } from '../fabric/fabric-script.ts';
import type { Impairment } from '../fabric/impairment.ts';
import type { Deafness } from '../fabric/one-way.ts';
import type { HostProcess, HostProcessOptions } from '../hosts/host-process.ts';
import type { FaultProxy } from '../faults/fault-proxy.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import type { CommandOptions, CommandResult } from '../hosts/run-command.ts';
import type { LabAgent } from '../services/lab-agent.ts';
import type { LabServer } from '../services/lab-server.ts';
import type { LabWeb } from '../services/lab-web.ts';
import type { Postgres } from '../services/postgres.ts';
import type { Rabbitmq } from '../services/rabbitmq.ts';
import { findHaproxies } from './find-haproxies.ts';
import type { LabOptions } from './lab-options.ts';
import type { LabParts } from './lab-parts.ts';
import { startLab } from './start-lab.ts';

/**
 * A whole installation on this machine: PostgreSQL, RabbitMQ, servers, agent hosts, member hosts with web back ends
 * and a client host, in namespaces of their own. All of it ends with stop(), or with this process.
 */
export class Lab {
  readonly id: string;
  /** Run directory: logs, data, `lab.json`. */
  readonly directory: string;
  /** The first of the databases: the primary, unless another one was promoted. */
  readonly postgres: Postgres;
  readonly databases: readonly Postgres[];
  /** The first of the brokers. */
  readonly broker: Rabbitmq;
  readonly brokers: readonly Rabbitmq[];
  readonly example: Example | undefined;
  readonly #parts: LabParts;

  constructor(parts: LabParts) {
    this.id = parts.run.id;
    this.directory = parts.run.path;
    this.databases = parts.databases;
    [this.postgres] = parts.databases;
    this.brokers = parts.brokers;
    this.broker = nth(parts.brokers, 1, 'broker');
    this.example = parts.example;
    this.#parts = parts;
  }

  /** @throws Error that names the part that did not start, after everything has been cleaned up */
  static async start(options: LabOptions = {}): Promise<Lab> {
    return new Lab(await startLab(options));
  }

  /** Ends everything at once, in no order. Nothing is left afterwards. */
  stop(): Promise<void> {
    return this.#parts.cleanUp();
  }

  get hosts(): readonly LabHost[] {
    return this.#parts.machine.hosts;
  }

  /** Whoever may do everything, and a member of the project that the example belongs to. */
  get callers(): { readonly admin: Credentials; readonly member: Credentials } {
    const { admin, member } = this.#parts.auth;
    return { admin, member };
  }

  /** API of the first server, such as `http://127.0.0.1:9696`. */
  get apiUrl(): string {
    return this.server(1).url;
  }

  get apiUrls(): string[] {
    return this.#parts.servers.map(({ url }) => url);
  }

  /** One request to the first server; `path` begins with `/v2.0`. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    return this.server(1).api(method, path, body, headers);
  }

  /** @throws Error that lists the existing hosts */
  host(name: string): LabHost {
    return this.#parts.machine.host(name);
  }

  /** Runs a command on a host to its end. @throws DeadlineError when it does not end in time */
  exec(host: string, argv: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.host(host).exec(argv, options);
  }

  /** Starts a process on a host and leaves it running. */
  spawn(host: string, argv: readonly string[], options?: HostProcessOptions): Promise<HostProcess> {
    return this.host(host).spawn(argv, options);
  }

  /** The ways of servers and agents to broker and database. @throws Error in a lab without `faults` */
  get links(): FaultProxy {
    const { faults } = this.#parts;
    if (faults === undefined) throw new Error('the lab was started without `faults`');
    return faults;
  }

  get servers(): readonly LabServer[] {
    return this.#parts.servers;
  }

  get agents(): readonly LabAgent[] {
    return this.#parts.agents;
  }

  get webs(): readonly LabWeb[] {
    return this.#parts.webs;
  }

  /** The nth server, from 1. */
  server(n = 1): LabServer {
    return nth(this.#parts.servers, n, 'server');
  }

  /**
   * Starts one more server on the same database and broker, for example with another authentication. It is not in
   * `servers`, and ends with the lab.
   * @param env settings in addition to those that all servers have
   */
  async addServer(name: string, env: Record<string, string>): Promise<LabServer> {
    const server = this.#parts.newServer(name, env);
    await server.start();
    return server;
  }

  agent(n: number): LabAgent {
    return nth(this.#parts.agents, n, 'agent');
  }

  web(n: number): LabWeb {
    return nth(this.#parts.webs, n, 'web back end');
  }

  /** Takes a host off a network, as if its cable were pulled. */
  cut(host: string, network: FabricNetwork): Promise<void> {
    return this.#parts.machine.fabric.cut(this.host(host).name, network);
  }

  /** One direction of its cable carries nothing: the host is not heard, or hears nothing. Its link stays up. */
  cutOneWay(host: string, network: FabricNetwork, deafness: Deafness): Promise<void> {
    return this.#parts.machine.fabric.cutOneWay(this.host(host).plan, network, deafness);
  }

  heal(host: string, network: FabricNetwork): Promise<void> {
    return this.#parts.machine.fabric.heal(this.host(host).plan, network);
  }

  /** Makes the cable of a host lose frames, or carry less; `{}` makes it whole again. */
  impair(host: string, network: FabricNetwork, impairment: Impairment): Promise<void> {
    return this.#parts.machine.fabric.impair(this.host(host).name, network, impairment);
  }

  /** Kills every HAProxy of a device, on whatever host. @returns their pids */
  killHaproxy(deviceId: string): number[] {
    const pids = this.haproxyPids(deviceId);
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // An old process that has just ended.
      }
    }
    return pids;
  }

  /** Pids on the machine of the HAProxies of a device, including old ones that still serve. */
  haproxyPids(deviceId: string): number[] {
    return this.#parts.agents.flatMap(({ host }) => findHaproxies(host.init, deviceId));
  }

  /** Pids on the machine of all HAProxies of a host, of whatever device. */
  haproxyPidsOn(host: string): number[] {
    return findHaproxies(this.host(host).init);
  }
}

function nth<T>(all: readonly T[], n: number, what: string): T {
  const one = all[n - 1];
  if (one === undefined) throw new Error(`the lab has ${all.length} of ${what}, there is no number ${n}`);
  return one;
}
