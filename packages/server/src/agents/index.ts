export { AgentUpdates } from './agent-updates.ts';
export { checkHost } from './check-host.ts';
export { refusedWithoutDatabase, retriedWithDatabase } from './database-outage.ts';
export { deviceInspector, devicePreviewer } from './device-inspector.ts';
export { FormerQueues } from './former-queues.ts';
export { HeartbeatEchoes } from './heartbeat-echoes.ts';
export type { PacedCastsOptions } from './paced-casts.ts';
export { PacedCasts } from './paced-casts.ts';
export { RefusedAgents } from './refused-agents.ts';
