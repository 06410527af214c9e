export { AgentUpdates } from '../agents/agent-updates.ts';
export { DISPATCH_DEFAULTS, Dispatcher } from './dispatcher.ts';
