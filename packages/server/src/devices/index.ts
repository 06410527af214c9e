export { tellOfAgentsSql } from './agent-events.ts';
export { type ChangedDevice, changedDevices } from './changed-devices.ts';
export { bumpGeneration, bumpGenerations, overtake } from './generation.ts';
export { type InstallationCounts, countInstallation } from './installation-counts.ts';
export type { Liveness } from './liveness.ts';
export { aliveSql, reachableSql, receivesSql } from './liveness.ts';
export { lockDevices, lockDevicesSql, placedSql } from './lock-devices.ts';
export { logicalDeviceSql } from './logical-device-sql.ts';
export { beginsIdleSql, isIdleSql, startSending } from './placements/idle.ts';
export { moveDevices, takeBack } from './placements/move.ts';
export { insertPlacement } from './placements/place.ts';
export type { AcceptedReport } from './placements/report.ts';
export { applyReports, confirmRemoved, releaseHolds, resetLost } from './placements/report.ts';
export { RESEND_ALL, handOver } from './placements/resend.ts';
export { retireAllOn, retirePlacements } from './placements/retire.ts';
export {
  MARK_SENT,
  PLANNED_EACH_TIME,
  clearDispatchReason,
  endDelaysFor,
  endDelaysOn,
  noteReasonSql,
  returnClaim,
} from './placements/send.ts';
export type { Wanted } from './placements/states.ts';
export { isHeldSql } from './placements/states.ts';
export { type ServiceProvider, driverOf } from './providers.ts';
export { removeFinishedDevices } from './remove-finished-devices.ts';
export { formerPlacementsSql, waitsForFormerHostSql, waitsSql } from './waits-sql.ts';
