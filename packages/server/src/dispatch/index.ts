export { AgentUpdates } from './agent-updates.ts';
export type { DispatchSettings } from './dispatcher.ts';
export { DISPATCH_DEFAULTS, Dispatcher } from './dispatcher.ts';
