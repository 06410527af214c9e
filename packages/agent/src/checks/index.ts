export { agentItems } from './agent-items.ts';
