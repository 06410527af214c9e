export type {
  ComparedFiles,
  Comparison,
  DesiredState,
  DeviceDriver,
  DriverStep,
  KilledProcess,
  Notice,
  NoticeListener,
  Proof,
  Running,
} from './device-driver.ts';
export { namespaceOf } from './device-driver.ts';
export { talkPartnersOf } from './talk-partners.ts';
export type { FailureNature } from './driver-error.ts';
export { DriverError } from './driver-error.ts';
export type { ExportedLevel, ExportedRow } from './exported-metrics.ts';
export { EXPORTED_LEVELS, EXPORTED_METRICS } from './exported-metrics.ts';
export { DriverTable } from './driver-table.ts';
export type {
  DrainingMember,
  Figures,
  FiguresOutline,
  MemberHealthReport,
  MemberTraffic,
  PoolTotals,
  PoolTraffic,
  TrafficCounters,
} from './figures.ts';
export { loadBalancerOutline } from './load-balancer-outline.ts';
