export { createReportHandlers } from './report-handlers.ts';
export { StrayDevices } from './stray-devices.ts';
