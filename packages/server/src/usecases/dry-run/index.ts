export type { DevicePreview, DryRunsOptions, Writes } from './dry-runs.ts';
export { DryRuns } from './dry-runs.ts';
