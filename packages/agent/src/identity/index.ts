export { NameClaim } from './name-claim.ts';
export { NameGuard } from './name-guard.ts';
export { networkStack } from './network-stack.ts';
