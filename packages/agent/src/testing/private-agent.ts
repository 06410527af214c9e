import type { Args, LogicalDevice, Result } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { IsolatedProcess } from '../host/testing/isolated-process.ts';
import type { DeviceReport } from '../reconcile/index.ts';

const ENTRY = new URL('./agent-process.ts', import.meta.url);

/** The whole agent without a broker, with real HAProxies, on a Linux host of its own. */
export class PrivateAgent {
  readonly #process: IsolatedProcess;

  private constructor(isolated: IsolatedProcess) {
    this.#process = isolated;
  }

  static async start(physicalNetworks: string): Promise<PrivateAgent> {
    const agent = new PrivateAgent(await IsolatedProcess.start(ENTRY, physicalNetworks));
    await agent.startAgent();
    return agent;
  }

  startAgent(settings: Record<string, string> = {}): Promise<void> {
    return this.#process.call('start', settings);
  }

  stopAgent(): Promise<void> {
    return this.#process.call('stop');
  }

  deploy(device: LogicalDevice): Promise<void> {
    return this.#process.call('deploy', device);
  }

  undeploy(deviceId: string, epoch: number): Promise<void> {
    return this.#process.call('undeploy', deviceId, epoch);
  }

  /** What the agent would do. */
  preview(deviceId: string, device: LogicalDevice | null): Promise<Result<'preview_device'>> {
    return this.#process.call('preview', deviceId, device);
  }

  inspect(deviceId: string): Promise<Result<'inspect_device'>> {
    return this.#process.call('inspect', deviceId);
  }

  /** Beats once, and hears the echo of that with the lease that the servers want. What the heartbeat has said. */
  echo(leaseSeconds: number | null): Promise<Pick<Args<'report_state'>, 'lease' | 'lease_lapsed'>> {
    return this.#process.call('echo', leaseSeconds);
  }

  /** The servers have just listed the devices of this host. */
  listed(): Promise<void> {
    return this.#process.call('listed');
  }

  isCutOff(): Promise<boolean> {
    return this.#process.call('isCutOff');
  }

  /** The process that all of the host ends with, as this side numbers it. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  reports(): Promise<DeviceReport[]> {
    return this.#process.call('reports');
  }

  /** As `GET /metrics` gives them. */
  metrics(): Promise<string> {
    return this.#process.call('metrics');
  }

  /** The newest report that says at least this, among those after the first `skip`. */
  reported(about: Partial<DeviceReport>, skip = 0, withinMs = 30_000): Promise<DeviceReport> {
    return eventually(
      async () => {
        const reports = (await this.reports()).slice(skip);
        const found = reports.findLast((report) =>
          Object.entries(about).every(([key, value]) => report[key as keyof DeviceReport] === value),
        );
        if (found === undefined) throw new Error(`no ${JSON.stringify(about)} in ${JSON.stringify(reports)}`);
        return found;
      },
      { withinMs },
    );
  }

  sh(script: string): Promise<string> {
    return this.#process.sh(script);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
