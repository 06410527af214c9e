export { FiguresReporter } from './figures-reporter.ts';
export { HostClock } from './host-clock.ts';
export { Hearing } from './hearing.ts';
export { Heartbeat } from './heartbeat.ts';
export { MetricsServer } from './metrics-server.ts';
export { Reports } from './reports.ts';
export { StatusReporter } from './status-reporter.ts';
