export { AgentUpdates } from './agent-updates.ts';
export { DISPATCH_DEFAULTS, Dispatcher } from './dispatcher.ts';
