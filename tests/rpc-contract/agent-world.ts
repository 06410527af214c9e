import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import type { Args, LogicalDevice, Result } from '@lbaas/common/contract';
import { type LifecycleStack, eventually, loadConfig } from '@lbaas/common/runtime';
import {
  AGENT,
  createContainer,
  type DesiredStore,
  DRIVERS,
  DriverTable,
  HOST,
  InMemoryHost,
  ScriptedDriver,
  STORE,
} from '@lbaas/agent/testing';
import { AgentConfigSchema } from '@lbaas/agent/config';
import { CONNECTION, TOPOLOGY } from '@lbaas/common/wiring';
import { RpcWorld } from '@lbaas/common/testing';

export const AGENT_HOST = 'agent-1';

type Page = Result<'get_ready_devices'>;
type Status = Args<'update_status'>;

/**
 * The whole agent on a real broker, but for its host and its driver, and a server's end that answers as the test
 * says and writes down what it is sent.
 */
export class AgentWorld {
  readonly rpc: RpcWorld;
  readonly host = new InMemoryHost();
  readonly driver = new ScriptedDriver();
  readonly statuses: Status[] = [];
  readonly beats: Args<'report_state'>[] = [];
  readonly members: Args<'update_member_status'>[] = [];
  readonly stats: Args<'update_device_stats'>[] = [];
  /** What the server would deploy. */
  readonly devices = new Map<string, LogicalDevice>();
  adminStateUp = true;
  /** Pages that were requested. */
  pages = 0;
  readonly listings: Args<'get_ready_devices'>[] = [];
  /** Instead of the list of `devices`. */
  answerPage: ((args: Args<'get_ready_devices'>) => Promise<Page>) | undefined;
  /** Whether the server's end echoes heartbeats; then an agent that names none of the last five does not receive. */
  echoes = false;
  store!: DesiredStore;
  connection!: AmqpConnection;
  #server!: RpcClient;
  #agent: LifecycleStack | undefined;
  readonly #stateDir = mkdtempSync(join(tmpdir(), 'lbaas-agent-'));

  static async open(): Promise<AgentWorld> {
    const world = new AgentWorld(await RpcWorld.open());
    await world.#openServer();
    return world;
  }

  private constructor(rpc: RpcWorld) {
    this.rpc = rpc;
  }

  async startAgent(url = this.rpc.url): Promise<void> {
    const env = {
      LBAAS_AMQP_URL: url,
      LBAAS_AGENT_HOST: AGENT_HOST,
      LBAAS_STATE_DIR: this.#stateDir,
      LBAAS_HEALTH_INTERVAL: '0.1',
      LBAAS_HEARTBEAT_INTERVAL: '0.2',
    };
    const container = createContainer(loadConfig(AgentConfigSchema, { env }), this.rpc.logger);
    container.rebind(TOPOLOGY).toConstantValue(this.rpc.names);
    container.rebind(HOST).toConstantValue(this.host);
    container.rebind(DRIVERS).toConstantValue(new DriverTable([this.driver]));
    this.store = container.get(STORE);
    this.connection = container.get(CONNECTION);
    this.#agent = container.get(AGENT);
    await this.#agent.start();
  }

  /** The agent runs, has sent its first heartbeat and has the list. */
  async agentReady(): Promise<void> {
    await this.startAgent();
    await this.synced(1);
  }

  /** Devices that have a namespace on the host of the agent. */
  async devicesOnHost(): Promise<string[]> {
    const { namespacePrefix } = this.driver;
    const names = await this.host.listNamespaces([namespacePrefix]);
    return names.map((name) => name.slice(namespacePrefix.length));
  }

  async stopAgent(): Promise<void> {
    await this.#agent?.stop();
    this.#agent = undefined;
  }

  async close(): Promise<void> {
    await this.stopAgent();
    const channel = await this.rpc.channel();
    await channel.deleteQueue(this.rpc.names.agentQueue(AGENT_HOST));
    await this.rpc.close();
    rmSync(this.#stateDir, { recursive: true, force: true });
  }

  async synced(times: number): Promise<void> {
    await eventually(() => atLeast('full sync done', this.rpc.logged('full sync done').length, times), {
      withinMs: 30_000,
    });
  }

  deploy(device: LogicalDevice): Promise<void> {
    return this.#server.cast({ agent: AGENT_HOST }, 'deploy_device', device);
  }

  undeploy(deviceId: string, epoch: number): Promise<void> {
    return this.#server.cast({ agent: AGENT_HOST }, 'undeploy_device', { device_id: deviceId, epoch });
  }

  tellAdminState(up: boolean): Promise<void> {
    return this.#server.cast({ agent: AGENT_HOST }, 'agent_updated', { admin_state_up: up });
  }

  /** Also waits until everything that was sent before has been handled. */
  inspect(deviceId: string): Promise<Result<'inspect_device'>> {
    return this.#server.call({ agent: AGENT_HOST }, 'inspect_device', { device_id: deviceId });
  }

  preview(deviceId: string, device: LogicalDevice | null): Promise<Result<'preview_device'>> {
    return this.#server.call({ agent: AGENT_HOST }, 'preview_device', { device_id: deviceId, device });
  }

  /** The newest status with at least these fields. */
  status(about: Partial<Status>): Promise<Status> {
    return eventually(
      () => {
        const found = this.statuses.findLast((status) => includes(status, about));
        if (found === undefined)
          throw new Error(`no ${JSON.stringify(about)} in ${JSON.stringify(this.statuses)}`);
        return found;
      },
      { withinMs: 30_000 },
    );
  }

  async #openServer(): Promise<void> {
    await this.rpc.server({
      report_state: async ({ args }) => {
        this.beats.push(args);
        if (this.echoes) await this.#echo(args);
      },
      update_status: async ({ args }) => void this.statuses.push(args),
      update_member_status: async ({ args }) => void this.members.push(args),
      update_device_stats: async ({ args }) => void this.stats.push(args),
      get_ready_devices: async ({ args }) => {
        this.pages += 1;
        this.listings.push(args);
        return (this.answerPage ?? (async () => this.#wholeList()))(args);
      },
      get_logical_device: async ({ args }) => ({ device: this.devices.get(args.device_id) ?? null }),
    });
    this.#server = await this.rpc.client();
  }

  #echo({ run_id, echo }: Args<'report_state'>): Promise<void> {
    return this.#server.cast({ agent: AGENT_HOST }, 'echo_heartbeat', { run_id, beat: echo?.beat ?? 0 });
  }

  #receives(): boolean {
    const { beat = 0, heard } = this.beats.at(-1)?.echo ?? {};
    return beat - (heard ?? 0) < 5;
  }

  #wholeList(): Page {
    const devices = [...this.devices.values()].map(placed);
    const page = {
      devices: this.adminStateUp ? devices : [],
      complete: true,
      admin_state_up: this.adminStateUp,
    };
    return this.echoes ? { ...page, receives: this.#receives() } : page;
  }
}

export const placed = ({ device_id, kind, epoch, generation }: LogicalDevice): Page['devices'][number] => ({
  device_id,
  kind,
  epoch,
  generation,
});

const includes = (status: Status, about: Partial<Status>): boolean =>
  Object.entries(about).every(([key, value]) => status[key as keyof Status] === value);

function atLeast(what: string, count: number, wanted: number): void {
  if (count < wanted) throw new Error(`${what}: ${count} of ${wanted} times`);
}
