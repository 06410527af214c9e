export type { ReportContext } from './report-context.ts';
export { createReportHandlers } from './report-handlers.ts';
export { StrayDevices } from './stray-devices.ts';
