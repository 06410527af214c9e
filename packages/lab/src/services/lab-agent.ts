import { type LabNetworks, physicalNetworksOf } from '../fabric/address-plan.ts';
import { HOST_DIRECTORY } from '../hosts/host-init.ts';
import type { HostProcess } from '../hosts/host-process.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import { LabService } from './lab-service.ts';
import { program, programEnvironment } from './program.ts';
import { withLog } from './service-log.ts';

export interface LabAgentOptions {
  readonly logFile: string;
  readonly host: LabHost;
  readonly networks: LabNetworks;
  readonly env: NodeJS.ProcessEnv;
  /** Command line of another version. */
  readonly program?: readonly string[] | undefined;
}

/** An agent on an agent host. HAProxies that it has started outlive it, as on a real host. */
export class LabAgent extends LabService {
  readonly host: LabHost;
  readonly #networks: LabNetworks;
  readonly #env: NodeJS.ProcessEnv;

  constructor({ logFile, host, networks, env, program: other }: LabAgentOptions) {
    super(host.name, logFile);
    this.host = host;
    this.#networks = networks;
    this.#env = env;
    this.program = other;
  }

  /** With the login that the broker knows this host by. */
  get brokerUrl(): string {
    return this.#env['LBAAS_AMQP_URL'] ?? '';
  }

  /**
   * A second process on the host, with the same settings except for `changes`, as a mistaken operator would start it.
   */
  startAnother(changes: NodeJS.ProcessEnv = {}): Promise<HostProcess> {
    return withLog(this.logFile, (log) => this.launch(log, changes));
  }

  protected override launch(log: number, changes: NodeJS.ProcessEnv = {}): Promise<HostProcess> {
    const settings = {
      LBAAS_AGENT_HOST: this.host.name,
      LBAAS_STATE_DIR: HOST_DIRECTORY,
      LBAAS_PHYSICAL_NETWORKS: physicalNetworksOf(this.#networks),
      LBAAS_TUNNEL_IP: this.host.plan.management,
      ...this.#env,
      ...changes,
    };
    const env = programEnvironment(settings);
    return this.host.spawn(this.program ?? program('agent/dist/main.js'), {
      stdio: ['ignore', log, log],
      env,
    });
  }

  /** An agent is up when the server shows it as alive; here it is enough that the process runs. */
  protected override whenReady(): Promise<void> {
    return Promise.resolve();
  }
}
