import type { LogicalDevice } from '@lbaas/common/contract';
import { type LifecycleStack, type Metrics, createLogger, loadConfig } from '@lbaas/common/runtime';
import { METRICS } from '@lbaas/common/wiring';
import { AGENT } from '../wiring/agent.ts';
import { AgentConfigSchema } from '../config/agent-config.ts';
import { createContainer } from '../wiring/container.ts';
import { LEASE, STORE } from '../wiring/device.ts';
import { serveCalls } from '../host/testing/serve-calls.ts';
import type { DesiredStore, deviceInspector } from '../inbox/index.ts';
import type { LeaseKeeper } from '../lease/index.ts';
import { INSPECT, PREVIEW } from '../wiring/inbox.ts';
import { RECONCILER } from '../wiring/reconcile.ts';
import type { DeviceReport, PreviewDevice, Reconciler } from '../reconcile/index.ts';
import { REPORTS } from '../wiring/report.ts';

/** The whole agent, as main.ts runs it, without a broker: what it would report is kept. */
interface Running {
  readonly agent: LifecycleStack;
  readonly store: DesiredStore;
  readonly reconciler: Reconciler;
  readonly metrics: Metrics;
  readonly lease: LeaseKeeper;
  readonly preview: PreviewDevice;
  readonly inspect: ReturnType<typeof deviceInspector>;
}

const reports: DeviceReport[] = [];
let running: Running | undefined;
let beat = 0;

async function start(settings: Record<string, string>): Promise<void> {
  const env = {
    LBAAS_AMQP_URL: 'amqp://127.0.0.1:1/',
    LBAAS_STATE_DIR: '/run/state',
    LBAAS_START_ALONE_AFTER: '0.05',
    LBAAS_PHYSICAL_NETWORKS: process.argv[2] ?? '',
    ...settings,
  };
  const logger = createLogger({ name: 'agent', level: 'silent' });
  const container = createContainer(loadConfig(AgentConfigSchema, { env }), logger);
  container.rebind(REPORTS).toConstantValue({
    report: (report) => void reports.push(report),
    realised: () => undefined,
  });
  const agent = container.get(AGENT);
  await agent.start();
  running = {
    agent,
    store: container.get(STORE),
    reconciler: container.get(RECONCILER),
    metrics: container.get(METRICS),
    lease: container.get(LEASE),
    preview: container.get(PREVIEW),
    inspect: container.get(INSPECT),
  };
}

async function stop(): Promise<void> {
  await running?.agent.stop();
  running = undefined;
}

/** As the inbox does with the message. */
async function deploy(device: LogicalDevice): Promise<void> {
  await running?.store.deploy(device);
  running?.reconciler.touch(device.device_id);
}

async function undeploy(deviceId: string, epoch: number): Promise<void> {
  await running?.store.undeploy(deviceId, epoch);
  running?.reconciler.touch(deviceId);
}

/** As calls of the server are answered. */
const preview = async (deviceId: string, device: LogicalDevice | null) => running?.preview(deviceId, device);
const inspect = async (deviceId: string) => running?.inspect(deviceId);

/** A heartbeat and its echo. */
async function echo(seconds: number | null) {
  beat += 1;
  const said = running?.lease.inHeartbeat(beat);
  running?.lease.echo({ beat, lease_seconds: seconds });
  return said;
}

/** A complete list has come that was asked for just now. */
const listed = async (): Promise<void> => running?.lease.listed(performance.now());

const isCutOff = (): boolean | undefined => running?.lease.isCutOff;

const metrics = async (): Promise<string> => (await running?.metrics.render()) ?? '';

serveCalls({
  start,
  stop,
  deploy,
  undeploy,
  preview,
  inspect,
  echo,
  listed,
  isCutOff,
  metrics,
  reports: () => reports,
});
