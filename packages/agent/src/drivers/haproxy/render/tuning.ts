import type { HaproxyTuning } from '../model/types.ts';

export const DEFAULT_HAPROXY_TUNING: HaproxyTuning = {
  user: 'nobody',
  group: 'nogroup',
  maxConnections: 8_000,
  hardStopAfterS: 60,
  memberDrainS: 300,
  connectTimeoutMs: 5_000,
  clientTimeoutMs: 50_000,
  serverTimeoutMs: 50_000,
  tunnelTimeoutMs: undefined,
  maxHeaderBytes: 15 * 1024,
  retries: 3,
  logTarget: undefined,
  stickEntries: 10_000,
  stickExpireS: 3 * 3600,
  combineIntervalMs: 500,
};
