export type { Token, Tokens } from './bind-with.ts';
export { bindWith, token } from './bind-with.ts';
export type { BrokerRole, BrokerSettings } from './broker.ts';
export { CONNECTION, RPC_CLIENT, SENDER_RULE, TOPOLOGY, brokerModule } from './broker.ts';
export { CLOCK, LOGGER, METRICS, runtimeModule } from './runtime.ts';
