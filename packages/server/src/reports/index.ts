export { RefusedAgents } from '../agents/refused-agents.ts';
export { createReportHandlers } from '../wiring/agent-messages.ts';
export { StrayDevices } from './stray-devices.ts';
