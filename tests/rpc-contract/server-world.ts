import { topology } from '@lbaas/common/amqp';
import {
  type LifecycleStack,
  type Logger,
  createLogger,
  eventually,
  loadConfig,
} from '@lbaas/common/runtime';
import { UNLIMITED_QUOTAS, freshPrefix, sharedRabbitmq } from '@lbaas/lab';
import { expect } from 'chai';
import {
  API_SERVER,
  createContainer,
  openTestDatabase,
  sendAnew,
  SERVER,
  type TestDatabase,
} from '@lbaas/server/testing';
import { type ServerConfig, ServerConfigSchema } from '@lbaas/server/config';
import { type DocumentSource, checkAnswer } from '../api/support/answer-check.ts';
import { FakeAgent, type FakeAgentOptions } from './fake-agent.ts';

/** Any object of the API. */
export type Thing = Readonly<Record<string, unknown>> & { readonly id: string };

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** `NeutronError.type`, or ''. */
  readonly type: string;
}

export interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** Whole servers on one database and one broker, with fake agents. */
export class ServerWorld {
  readonly db: TestDatabase;
  readonly url: string;
  readonly prefix = freshPrefix();
  readonly log: LogLine[] = [];
  readonly #logger: Logger;
  readonly #servers: LifecycleStack[] = [];
  readonly #agents: FakeAgent[] = [];
  readonly #ports: number[] = [];
  readonly #reference: DocumentSource = {
    inject: async (path) => ({ body: await (await fetch(`${this.apiUrl}${path}`)).text() }),
  };

  /** Starts with one server. */
  static async open(settings: Partial<ServerConfig> = {}): Promise<ServerWorld> {
    const world = new ServerWorld(await openTestDatabase(), (await sharedRabbitmq()).url);
    await world.startServer(settings);
    return world;
  }

  private constructor(db: TestDatabase, url: string) {
    this.db = db;
    this.url = url;
    const write = (line: string): void => void this.log.push(JSON.parse(line) as LogLine);
    this.#logger = createLogger({ name: 'test', level: 'info', destination: { write } });
  }

  async startServer(settings: Partial<ServerConfig> = {}): Promise<LifecycleStack> {
    const container = createContainer({ ...this.#config(), ...settings }, this.#logger);
    const server = container.get(SERVER);
    this.#servers.push(server);
    await server.start();
    this.#ports.push(container.get(API_SERVER).port ?? 0);
    return server;
  }

  /** Another server in the place of all others. */
  async restart(settings: Partial<ServerConfig> = {}): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.stop()));
    this.#ports.length = 0;
    await this.startServer(settings);
  }

  #config(): ServerConfig {
    const env = {
      ...UNLIMITED_QUOTAS,
      LBAAS_DATABASE_URL: this.db.url,
      LBAAS_DATABASE_POOL_SIZE: '5',
      LBAAS_AMQP_URL: this.url,
      LBAAS_AMQP_PREFIX: this.prefix,
      LBAAS_API_PORT: '0',
    };
    return loadConfig(ServerConfigSchema, { env });
  }

  /**
   * Listening, and known to the servers. Repeats the heartbeat, which is lost if it comes before the servers' queue
   * exists.
   */
  async registeredAgent(host: string, options: Partial<FakeAgentOptions> = {}): Promise<FakeAgent> {
    const agent = await this.agent(host, options);
    await eventually(
      async () => {
        await agent.beat();
        expect(await this.db.query('SELECT 1 FROM agents WHERE host = $1', [host])).to.have.length(1);
      },
      { withinMs: 30_000, everyMs: 100 },
    );
    return agent;
  }

  /** Listening. */
  async agent(host: string, options: Partial<FakeAgentOptions> = {}): Promise<FakeAgent> {
    const { url, prefix } = this;
    const common = {
      host,
      url,
      names: topology(prefix),
      logger: createLogger({ name: host, level: 'silent' }),
    };
    const agent = new FakeAgent({ ...common, ...options });
    this.#agents.push(agent);
    await agent.start();
    return agent;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.#ports[0]}`;
  }

  async request(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answer> {
    const answer = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed = (text === '' ? {} : JSON.parse(text)) as Answer['body'];
    const { status } = answer;
    await checkAnswer(this.#reference, { method, url: path, status, body: parsed, request: body });
    const error = parsed['NeutronError'] as { type: string } | undefined;
    return { status: answer.status, body: parsed, type: error?.type ?? '' };
  }

  async show(path: string): Promise<Thing> {
    const { status, body } = await this.request('GET', `/v2.0${path}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return Object.values(body)[0] as Thing;
  }

  async create(path: string, body: object): Promise<Thing> {
    const answer = await this.request('POST', `/v2.0${path}`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return Object.values(answer.body)[0] as Thing;
  }

  async remove(path: string): Promise<void> {
    expect((await this.request('DELETE', `/v2.0${path}`)).status).to.equal(204);
  }

  /** A network of type local with one subnet. */
  async subnet(cidr = '10.1.0.0/24'): Promise<string> {
    const network = await this.create('/networks', { network: { name: 'n' } });
    const subnet = await this.create('/subnets', { subnet: { network_id: network.id, ip_version: 4, cidr } });
    return subnet.id;
  }

  pool(subnetId: string): Promise<Thing> {
    const pool = { name: 'web', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: subnetId };
    return this.create('/lb/pools', { pool });
  }

  /** A pool whose placement is not idle, although it has no VIP: its agent is sent each change. */
  async sentPool(subnetId: string): Promise<Thing> {
    const pool = await this.pool(subnetId);
    await sendAnew(this.db, pool.id);
    return pool;
  }

  vip(poolId: string, subnetId: string, fields: object = {}): Promise<Thing> {
    const vip = { protocol: 'HTTP', protocol_port: 80, subnet_id: subnetId, pool_id: poolId, ...fields };
    return this.create('/lb/vips', { vip });
  }

  member(poolId: string, address: string): Promise<Thing> {
    return this.create('/lb/members', { member: { pool_id: poolId, address, protocol_port: 80 } });
  }

  async close(): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent.stop()));
    await Promise.all(this.#servers.map((server) => server.stop()));
    await this.db.close();
  }
}
