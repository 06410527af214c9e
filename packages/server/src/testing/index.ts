export { brokerUser } from '../config/broker-user.ts';
export { AgentUpdates } from '../agents/index.ts';
export { type Authentication, createAuthentication } from '../api/auth/authentication.ts';
export { KeystoneAuthenticator, type KeystoneOptions } from '../api/auth/keystone/index.ts';
export {
  type FakeKeystone,
  goodToken,
  noSuchToken,
  startFakeKeystone,
} from '../api/auth/keystone/testing/fake-keystone.ts';
export { SessionAuthenticator } from '../api/auth/session-authenticator.ts';
export { eventsPart, type EventsPartOptions } from '../api/events/index.ts';
export type { ErrorForm } from '../api/http/error-answer.ts';
export { type RawQuery, valuesOf } from '../api/http/query.ts';
export { readReadiness } from '../api/http/readiness.ts';
export { wireErrors } from '../api/http/wording.ts';
export { wordOf, type Words } from '../api/http/words.ts';
export {
  ApiGate,
  type ApiPart,
  type Authenticator,
  createApp,
  type Dialect,
  hashToken,
  NoAuthenticator,
  registerOperations,
  TokenAuthenticator,
} from '../api/index.ts';
export { type CallLimits, createRefusalMeter, GuessLimit, limitRate } from '../api/limits/index.ts';
export { adminPart } from '../api/neutron/admin/index.ts';
export { neutronDialect, type NeutronPart } from '../api/neutron/index.ts';
export { lbaasV1, lbaasV1Events, poolResource } from '../api/neutron/lbaas-v1/index.ts';
export { networkPart } from '../api/neutron/network/index.ts';
export { overviewPart } from '../api/neutron/overview/index.ts';
export { routingPart } from '../api/neutron/routing/index.ts';
export { registerPage, type PageOptions } from '../api/page/index.ts';
export { type AttributeMap, fieldOf } from '../api/resource/attribute.ts';
export { modelWord, type ResourceDefinition } from '../api/resource/definition.ts';
export type { AskedSort, ListForm, Page } from '../api/resource/resource-dialect.ts';
export { ResourceReader } from '../api/resource/resource-reader.ts';
export { isUuid } from '../api/resource/validators.ts';
export type { View } from '../api/resource/view.ts';
export { readForbiddenMembers } from '../config/forbidden-members.ts';
export { readTokens } from '../config/token-file.ts';
export { INCIDENT_SHOWN_S } from '../devices/status-sql.ts';
export { DISPATCH_DEFAULTS, Dispatcher } from '../dispatch/index.ts';
export { collapseEvents } from '../events/collapse-events.ts';
export {
  changesOfAgents,
  comparePositions,
  EventFeed,
  type ObjectEvent,
  oldEvents,
  parsePosition,
  passedIncidents,
  type Position,
} from '../events/index.ts';
export { CLOCK_LOCK, expiredKeys, Housekeeping, oldAuditEntries } from '../housekeeping/index.ts';
export {
  AgentLoads,
  ConfiguredProviders,
  HAPROXY_ALONE,
  Mover,
  Placer,
  SCHEDULERS,
  type ServiceProvider,
  WaitingDevices,
} from '../placement/index.ts';
export { EndedSessions, Sessions, endedSessions } from '../sessions/index.ts';
export type { CallContext } from '../usecases/call-context.ts';
export { translateConstraint } from '../usecases/constraint-errors.ts';
export { DryRuns, type DryRunsOptions } from '../usecases/dry-run/index.ts';
export { apiError } from '../usecases/errors.ts';
export { type Cidr, trustedCidr } from '../usecases/network/cidr.ts';
export { QUOTA_RESOURCES, type QuotaLimits, UNLIMITED } from '../usecases/quota/quota-limits.ts';
export { Quotas } from '../usecases/quota/quotas.ts';
export { createAgentMessageHandlers } from '../wiring/agent-messages.ts';
export { API_SERVER } from '../wiring/api.ts';
export { createContainer } from '../wiring/container.ts';
export { SERVER } from '../wiring/server.ts';
export { seedDevice, sendAnew } from './seed.ts';
export { migratedDatabase, openTestDatabase, type TestDatabase } from './test-database.ts';
