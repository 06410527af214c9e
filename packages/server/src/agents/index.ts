export { AgentUpdates } from './agent-updates.ts';
export { RefusedAgents } from './refused-agents.ts';
