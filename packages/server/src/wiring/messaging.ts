import { RpcServer } from '@lbaas/common/amqp';
import {
  CLOCK,
  CONNECTION,
  LOGGER,
  METRICS,
  RPC_CLIENT,
  SENDER_RULE,
  TOPOLOGY,
  bindWith,
  token,
} from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { AgentUpdates, FormerQueues, HeartbeatEchoes, RefusedAgents } from '../agents/index.ts';
import { DISPATCH_DEFAULTS, Dispatcher } from '../dispatch/index.ts';
import { StrayDevices } from '../reports/index.ts';
import { createAgentMessageHandlers } from './agent-messages.ts';
import { BACKGROUND_WORK, NOTIFICATIONS } from './persistence.ts';
import { PROVIDERS, TUNNEL_KEEPER } from './placement.ts';
import { AGENT_DOWN_AFTER_MS, LEASE_S } from './settings.ts';

export const DISPATCHER = token<Dispatcher>('lbaas.server.Dispatcher');
export const AGENT_UPDATES = token<AgentUpdates>('lbaas.server.AgentUpdates');
export const FORMER_QUEUES = token<FormerQueues>('lbaas.server.FormerQueues');
/** Receives what agents send. */
export const REPORTS = token<RpcServer>('lbaas.server.Reports');
const STRAY_DEVICES = token<StrayDevices>('lbaas.server.StrayDevices');
const REFUSED_AGENTS = token<RefusedAgents>('lbaas.server.RefusedAgents');
const HEARTBEAT_ECHOES = token<HeartbeatEchoes>('lbaas.server.HeartbeatEchoes');

const OUTBOX = {
  unitOfWork: BACKGROUND_WORK,
  rpc: RPC_CLIENT,
  connection: CONNECTION,
  notifications: NOTIFICATIONS,
  logger: LOGGER,
};

/** What is sent to agents, and what is done with what they send. */
export const messagingModule = new ContainerModule(({ bind }) => {
  const dispatch = {
    ...OUTBOX,
    metrics: METRICS,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
    providers: PROVIDERS,
    tunnels: TUNNEL_KEEPER,
  };
  bindWith(
    bind,
    DISPATCHER,
    dispatch,
    ({ agentDownAfterMs, tunnels, ...parts }) =>
      new Dispatcher({
        ...parts,
        onSegment: () => tunnels.wake(),
        settings: { ...DISPATCH_DEFAULTS, agentDownAfterMs },
      }),
  );
  bindWith(bind, AGENT_UPDATES, OUTBOX, (parts) => new AgentUpdates(parts));
  bindWith(bind, FORMER_QUEUES, { ...OUTBOX, topology: TOPOLOGY }, (parts) => new FormerQueues(parts));
  const answers = { rpc: RPC_CLIENT, clock: CLOCK, logger: LOGGER };
  bindWith(bind, STRAY_DEVICES, answers, (parts) => new StrayDevices(parts));
  bindWith(bind, REFUSED_AGENTS, answers, (parts) => new RefusedAgents(parts));
  bindWith(bind, HEARTBEAT_ECHOES, answers, (parts) => new HeartbeatEchoes(parts));
  const reports = {
    unitOfWork: BACKGROUND_WORK,
    strays: STRAY_DEVICES,
    refusals: REFUSED_AGENTS,
    echoes: HEARTBEAT_ECHOES,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
    lease: LEASE_S,
    providers: PROVIDERS,
    connection: CONNECTION,
    topology: TOPOLOGY,
    rule: SENDER_RULE,
    logger: LOGGER,
    metrics: METRICS,
  };
  bindWith(
    bind,
    REPORTS,
    reports,
    ({ connection, topology, metrics, lease, rule, ...parts }) =>
      new RpcServer({
        ...rule,
        connection,
        topology,
        metrics,
        logger: parts.logger,
        side: 'server',
        handlers: createAgentMessageHandlers({ ...parts, ...lease }),
      }),
  );
});
