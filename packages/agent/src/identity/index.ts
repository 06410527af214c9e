export { InstallationFile } from '../state/installation-file.ts';
export { NameGuard } from './name-guard.ts';
export { networkStack } from './network-stack.ts';
export { NameClaim } from './name-claim.ts';
