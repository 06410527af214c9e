export { RefusedAgents } from './refused-agents.ts';
export { createReportHandlers } from './report-handlers.ts';
export { StrayDevices } from './stray-devices.ts';
