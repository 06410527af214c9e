export type { HaproxyDriverOptions } from './driver.ts';
export { HaproxyDriver } from './driver.ts';
export type { HaproxyErrorCode } from './model/errors.ts';
export { HaproxyError, HaproxyRefused } from './model/errors.ts';
export { ProcessProbe, processState } from '../../host/process-state.ts';
export { planHaproxy } from './plan/plan.ts';
export { hasSomethingToRun, renderHaproxy } from './render/render.ts';
export { DEFAULT_HAPROXY_TUNING } from './render/tuning.ts';
export { PROCESS_GONE } from './model/types.ts';
export type {
  DesiredServer,
  ExecResult,
  Haproxy,
  HaproxyPaths,
  HaproxyStep,
  HaproxyTuning,
  KilledProcess,
  MemberHealthReport,
  NetnsExec,
  News,
  NewsListener,
  ObservedHaproxy,
  ObservedServer,
  PoolTotals,
  RenderedHaproxy,
  ServerAdmin,
} from './model/types.ts';
