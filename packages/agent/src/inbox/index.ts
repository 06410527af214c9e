export { agentHandlers } from './agent-handlers.ts';
export { ConfirmedRemovals } from './confirmed-removals.ts';
export { DesiredStore } from './desired-store.ts';
export type { SyncResult } from './full-sync.ts';
export { FullSync } from './full-sync.ts';
export { deviceInspector } from './inspect-device.ts';
export { SyncFollowUp } from './sync-follow-up.ts';
export { SyncLoop } from './sync-loop.ts';
export { SyncRequests } from './sync-requests.ts';
