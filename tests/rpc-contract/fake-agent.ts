import { randomUUID } from 'node:crypto';
import { AmqpConnection, RpcClient, type RpcHandlers, RpcServer, type Topology } from '@lbaas/common/amqp';
import type { AgentMethod, Args, LogicalDevice, Result } from '@lbaas/common/contract';
import { LifecycleStack, type Logger } from '@lbaas/common/runtime';

export interface FakeAgentOptions {
  readonly host: string;
  readonly url: string;
  readonly names: Topology;
  readonly logger: Logger;
  /** Confirms every order at once, as an agent that always succeeds. */
  readonly obedient?: boolean;
  /** What it knows of a device; without it the call fails. */
  readonly inspect?: (deviceId: string) => Promise<Result<'inspect_device'>>;
}

/** The agent's side of the contract, on the real transport, without a host. */
export class FakeAgent {
  readonly host: string;
  readonly deployed: LogicalDevice[] = [];
  readonly undeployed: Args<'undeploy_device'>[] = [];
  readonly adminStates: boolean[] = [];
  /** Installations in the `agent_refused` messages that it received. */
  readonly refused: string[] = [];
  readonly installationId = randomUUID();
  readonly #rpc: RpcClient;
  readonly #server: RpcServer;
  readonly #stack = new LifecycleStack();
  readonly #obedient: boolean;
  readonly #inspect: NonNullable<FakeAgentOptions['inspect']>;
  readonly #startedAt = new Date().toISOString();
  readonly runId = randomUUID();
  #clockMs = Date.now();

  constructor({ host, url, names, logger, obedient = false, inspect = notAsked }: FakeAgentOptions) {
    this.host = host;
    this.#obedient = obedient;
    this.#inspect = inspect;
    const connection = new AmqpConnection({ url, name: host, logger });
    const common = { connection, topology: names, logger };
    this.#rpc = new RpcClient(common);
    this.#server = new RpcServer({ ...common, side: { agent: host }, handlers: this.#handlers() });
    this.#stack.add('connection', connection);
    this.#stack.add('client', this.#rpc);
    this.#stack.add('server', this.#server);
  }

  async start(): Promise<this> {
    await this.#stack.start();
    await this.#server.ready(10_000);
    return this;
  }

  async stop(): Promise<void> {
    await this.#stack.stop();
  }

  /** Later at each call, so that reports have an order. */
  tick(ms = 1): string {
    this.#clockMs = Math.max(this.#clockMs + ms, Date.now());
    return new Date(this.#clockMs).toISOString();
  }

  beat(state: Partial<Args<'report_state'>> = {}): Promise<void> {
    return this.#rpc.cast('server', 'report_state', {
      ...this.#sender,
      run_id: this.runId,
      started_at: this.#startedAt,
      binary: 'neutron-lbaas-agent',
      version: '1',
      device_drivers: ['haproxy_ns'],
      physical_networks: [],
      tunnel_ip: null,
      devices: 0,
      load: 0.5,
      inventory_digest: '0123456789abcdef',
      ...state,
    });
  }

  report(
    about: { readonly device_id: string; readonly epoch: number },
    status: Partial<Args<'update_status'>> & { readonly generation: number },
  ): Promise<void> {
    const { device_id, epoch } = about;
    return this.#rpc.cast('server', 'update_status', {
      ...this.#sender,
      device_id,
      epoch,
      observed_generation: status.generation,
      outcome: 'done',
      how: 'reload',
      error: null,
      duration_ms: 12,
      at: this.tick(),
      ...status,
    });
  }

  reportMembers(report: Omit<Args<'update_member_status'>, 'host'>): Promise<void> {
    return this.#rpc.cast('server', 'update_member_status', { ...this.#sender, ...report });
  }

  reportStats(report: Omit<Args<'update_device_stats'>, 'host'>): Promise<void> {
    return this.#rpc.cast('server', 'update_device_stats', { ...this.#sender, ...report });
  }

  ready(after: string | null = null, limit = 100): Promise<Result<'get_ready_devices'>> {
    return this.#rpc.call('server', 'get_ready_devices', { ...this.#sender, after, limit });
  }

  logicalDevice(device_id: string): Promise<Result<'get_logical_device'>> {
    return this.#rpc.call('server', 'get_logical_device', { ...this.#sender, device_id });
  }

  get #sender() {
    return { host: this.host, installation_id: this.installationId };
  }

  #handlers(): RpcHandlers<AgentMethod> {
    return {
      deploy_device: async ({ args }) => {
        this.deployed.push(args);
        if (this.#obedient) await this.report(args, { generation: args.generation });
      },
      undeploy_device: async ({ args }) => {
        this.undeployed.push(args);
        if (this.#obedient) await this.report(args, REMOVED);
      },
      agent_updated: async ({ args }) => {
        this.adminStates.push(args.admin_state_up);
      },
      agent_refused: async ({ args }) => {
        this.refused.push(args.installation_id);
      },
      inspect_device: ({ args }) => this.#inspect(args.device_id),
    };
  }
}

const notAsked = () => Promise.reject(new Error('not asked in these tests'));

export const REMOVED = { generation: 0, outcome: 'removed', how: 'stop' } as const;
