export type { DesiredDevice, DesiredDevices, PresentDevice } from './desired-devices.ts';
export type { DeviceMemory } from './device-memory.ts';
export { DeviceMemories } from './device-memory.ts';
export type { DeviceReport, ReportSink } from './device-report.ts';
export { Janitor } from './janitor.ts';
export { type PreviewDevice, devicePreviewer } from './preview.ts';
export { takeDown } from './take-down.ts';
export { Reconciler } from './reconciler.ts';
