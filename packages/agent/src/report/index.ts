export { DevicePoller } from './device-poller.ts';
export { Heartbeat } from './heartbeat.ts';
export { MetricsServer } from './metrics-server.ts';
export { StatusReporter } from './status-reporter.ts';
