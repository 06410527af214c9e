export { agentHandlers } from './agent-handlers.ts';
export { applySync } from './apply-sync.ts';
export { DesiredStore } from './desired-store.ts';
export type { SyncResult } from './full-sync.ts';
export { fullSync } from './full-sync.ts';
export { deviceInspector } from './inspect-device.ts';
export { StateDirectory } from '../state/state-directory.ts';
export { SyncLoop } from './sync-loop.ts';
