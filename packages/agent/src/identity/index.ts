export type { AgentIdentity } from './agent-identity.ts';
export { senderOf } from './agent-identity.ts';
export type { ClaimState } from './name-claim.ts';
export { NameClaim } from './name-claim.ts';
export { NameGuard } from './name-guard.ts';
export { networkStack } from './network-stack.ts';
