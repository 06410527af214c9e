import {
  AmqpConnection,
  RpcClient,
  type RpcHandlers,
  RpcServer,
  type Topology,
  serversByUser,
} from '@lbaas/common/amqp';
import type { AgentMethod, Args, LogicalDevice, Result } from '@lbaas/common/contract';
import { LifecycleStack, type Logger } from '@lbaas/common/runtime';
import { PlayedAgent, REMOVED } from '../support/played-agent.ts';
import { brokerLink } from '../support/server-link.ts';

export interface FakeAgentOptions {
  readonly host: string;
  readonly url: string;
  readonly names: Topology;
  readonly logger: Logger;
  /** The only broker user whose orders it obeys. @default any */
  readonly serverUser?: string;
  /** What it says in each heartbeat, beside what every agent says. */
  readonly offers?: Partial<Args<'report_state'>>;
  /** Confirms every order at once, as an agent that always succeeds. */
  readonly obedient?: boolean;
  /** What it knows of a device; without it the call fails. */
  readonly inspect?: (deviceId: string) => Promise<Result<'inspect_device'>>;
  /** What it would do; without it the call fails. */
  readonly preview?: Preview;
}

type Preview = (asked: Args<'preview_device'>) => Promise<Result<'preview_device'>>;

/** The agent's end of the contract, on the real transport, without a machine to work on. */
export class FakeAgent extends PlayedAgent {
  readonly deployed: LogicalDevice[] = [];
  readonly undeployed: Args<'undeploy_device'>[] = [];
  readonly released: string[] = [];
  readonly adminStates: boolean[] = [];
  /** Installations in the `agent_refused` messages that it received. */
  readonly refused: string[] = [];
  readonly echoes: Args<'echo_heartbeat'>[] = [];
  readonly #server: RpcServer;
  readonly #stack = new LifecycleStack();
  readonly #obedient: boolean;
  readonly #inspect: NonNullable<FakeAgentOptions['inspect']>;
  readonly #preview: Preview;

  constructor({ host, url, names, logger, ...options }: FakeAgentOptions) {
    const { serverUser, obedient = false, offers, inspect = notAsked, preview = notAsked } = options;
    const connection = new AmqpConnection({ url, name: host, logger });
    const common = { connection, topology: names, logger };
    const rpc = new RpcClient(common);
    super(host, brokerLink(rpc), offers);
    this.#obedient = obedient;
    this.#inspect = inspect;
    this.#preview = preview;
    this.#server = new RpcServer({
      ...common,
      believes: serverUser === undefined ? undefined : serversByUser(serverUser),
      side: { agent: host },
      handlers: this.#handlers(),
    });
    this.#stack.add('connection', connection);
    this.#stack.add('client', rpc);
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
      release_device: async ({ args }) => {
        this.released.push(args.device_id);
      },
      agent_updated: async ({ args }) => {
        this.adminStates.push(args.admin_state_up);
      },
      agent_refused: async ({ args }) => {
        this.refused.push(args.installation_id);
      },
      echo_heartbeat: async ({ args }) => {
        this.echoes.push(args);
      },
      inspect_device: ({ args }) => this.#inspect(args.device_id),
      preview_device: ({ args }) => this.#preview(args),
    };
  }
}

const notAsked = () => Promise.reject(new Error('not asked in these tests'));
