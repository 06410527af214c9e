import { type Static, Type } from 'typebox';
import { MEMBER_HEALTHS } from '../domain/index.ts';
import { LogicalDeviceSchema } from './logical-device.ts';
import {
  CarriedTraffic,
  HOST_NAME_STATES,
  HostLimit,
  InstalledProgram,
  KeptDevice,
  MAX_KEPT_DEVICES,
  PASSED,
  PlacedDevice,
} from './message-parts.ts';
import { APPLIED_HOW, PREVIEW } from './preview.ts';
import {
  Counter,
  EpochNumber,
  GenerationNumber,
  HistoryId,
  Host,
  IpAddress,
  Text,
  Timestamp,
  Uuid,
  literals,
  nullable,
} from './scalars.ts';

/**
 * The version of the contract that this code speaks. A message of another one is refused, never guessed at. Within a
 * version, fields and methods may be added: an added field is optional, and receivers overlook what they do not know,
 * so that servers and agents need not be upgraded at once.
 */
export const CONTRACT_VERSION = 1;

const Empty = Type.Object({});

/** Who sends: one state directory in one network stack. Missing in agents of before it was added. */
const InstallationId = Type.Optional(Uuid);

/**
 * How long the ports of a host pass frames after its agent has renewed that last (ADR 32). A server moves devices off
 * an agent only if its last heartbeat named a lease, and not before that time after it.
 */
const LeaseSeconds = Type.Integer({ minimum: 1, maximum: 3600 });

/**
 * Every method of the contract: who sends it, whether it is answered, on which queue class it
 * travels (`agent` = the host's own queue, `work` = shared by the servers and never lost, `lossy` = may be dropped).
 */
export const METHODS = {
  deploy_device: {
    from: 'server',
    kind: 'cast',
    queue: 'agent',
    summary: 'The complete device that this agent must run.',
    args: LogicalDeviceSchema,
  },
  undeploy_device: {
    from: 'server',
    kind: 'cast',
    queue: 'agent',
    summary: 'Take the device down and confirm with update_status.',
    args: Type.Object({
      device_id: Uuid,
      epoch: EpochNumber,
      /** Only because the host has reported it: the agent asks for its list, and goes by that. Older ones obey. */
      stray: Type.Optional(Type.Boolean()),
    }),
  },
  release_device: {
    from: 'server',
    kind: 'cast',
    queue: 'agent',
    summary:
      'An administrator has decided about a device that the host has kept since the database was restored: what the database says holds.',
    args: Type.Object({ device_id: Uuid }),
  },
  agent_updated: {
    from: 'server',
    kind: 'cast',
    queue: 'agent',
    summary: 'The administrative state of this agent.',
    args: Type.Object({ admin_state_up: Type.Boolean() }),
  },
  agent_refused: {
    from: 'server',
    kind: 'cast',
    queue: 'agent',
    summary:
      'Another installation holds the name of this host: the refused one asks get_ready_devices, and lets go.',
    args: Type.Object({ installation_id: Uuid }),
  },
  echo_heartbeat: {
    from: 'server',
    kind: 'cast',
    queue: 'agent',
    summary:
      'The servers have this heartbeat. Sent to agents that name the newest echo in their heartbeats: so they know that it arrives.',
    args: Type.Object({
      run_id: Uuid,
      beat: Counter,
      /** The lease that the agent is to hold; null = none. Servers of before leave it out, which means none, too. */
      lease_seconds: Type.Optional(nullable(LeaseSeconds)),
      /** Another one than the agent knows: it asks for its list. Left out by older servers. */
      history_id: Type.Optional(HistoryId),
      /** By the clock of the database, when it had the heartbeat. Left out by older servers. */
      now: Type.Optional(Timestamp),
    }),
  },
  inspect_device: {
    from: 'server',
    kind: 'call',
    queue: 'agent',
    summary: 'What the agent knows of one device: rendered configuration, observed state, last plan.',
    args: Type.Object({ device_id: Uuid }),
    result: Type.Object({
      device_id: Uuid,
      epoch: EpochNumber,
      desired_generation: GenerationNumber,
      observed_generation: GenerationNumber,
      running: Type.Boolean(),
      /** The network namespace of the device on its host; left out by older agents. */
      namespace: Type.Optional(Type.String({ maxLength: 64 })),
      /** What the driver shows, by the name of the file; see `filesOf` for agents of the version before. */
      files: Type.Optional(Type.Record(Type.String({ maxLength: 255 }), Type.String())),
      /** As in `files`, for servers of the version before, which read this field only. */
      haproxy_cfg: nullable(Type.String()),
      last_plan: Type.Array(Type.Object({ step: Text, reason: nullable(Text) })),
      last_how: nullable(literals(APPLIED_HOW)),
      last_error: nullable(Text),
      last_applied_at: nullable(Timestamp),
      reloads: Counter,
      starts: Counter,
      /** Of the running device, as its driver says now; left out when it does not say in time, and by older agents. */
      members: Type.Optional(
        Type.Array(Type.Object({ member_id: Uuid, health: literals(MEMBER_HEALTHS), check: nullable(Text) })),
      ),
      /**
       * Members without traffic, disabled or deleted, whose sessions go on, and when those are closed at the latest;
       * left out with `members`.
       */
      draining: Type.Optional(
        Type.Array(Type.Object({ pool_id: Uuid, member_id: Uuid, sessions: Counter, ends_in_s: Counter })),
      ),
      /**
       * What has passed through a router and its floating IPs, both ways, since its rules were made; left out for other
       * devices, for what does not run, and by older agents.
       */
      traffic: Type.Optional(
        Type.Object({
          ...PASSED,
          floating_ips: Type.Array(Type.Object({ floating_ip_address: IpAddress, ...PASSED })),
        }),
      ),
    }),
  },
  preview_device: {
    from: 'server',
    kind: 'call',
    queue: 'agent',
    summary: 'What the agent would do to reach this device from what runs now. Nothing is done.',
    ...PREVIEW,
  },
  report_state: {
    from: 'agent',
    kind: 'cast',
    queue: 'lossy',
    summary: 'Heartbeat of an agent.',
    args: Type.Object({
      host: Host,
      installation_id: InstallationId,
      /** Unique to one start of the agent process: two of them at once on one host are two agents fighting. */
      run_id: Uuid,
      started_at: Timestamp,
      binary: Type.String({ maxLength: 255 }),
      version: Type.String({ maxLength: 64 }),
      device_drivers: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 16 }),
      physical_networks: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }),
      /** Where tunnels of vxlan networks end on this host; null on a host that has none. */
      tunnel_ip: Type.Optional(nullable(IpAddress)),
      /** The types of networks that the host can carry; flat and local ones where it is left out, by older agents. */
      network_types: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 16 })),
      devices: Counter,
      /** One-minute load average. */
      load: Type.Number({ minimum: 0 }),
      /** What the host can carry, by each of its limits; missing in agents of before it was added. */
      capacity: Type.Optional(Type.Array(HostLimit, { maxItems: 32 })),
      /**
       * Which heartbeat of this run it is, and the newest one whose echo has arrived. Agents without it are sent no
       * echo, and count as receiving.
       */
      echo: Type.Optional(Type.Object({ beat: Counter, heard: nullable(Counter) })),
      /** Whether what ports send is filtered on this host; missing in agents of before it was added. */
      port_security: Type.Optional(Type.Boolean()),
      /** What the kernel of the host holds at most; null = no lease, as in agents of before it was added. */
      lease: Type.Optional(nullable(Type.Object({ seconds: LeaseSeconds }))),
      /** It has lapsed, and the agent has not heard since which devices are still its own: they are silent. */
      lease_lapsed: Type.Optional(Type.Boolean()),
      /** What the host keeps as it is against a restored database; left out for nothing, and by older agents. */
      kept_devices: Type.Optional(Type.Array(KeptDevice, { maxItems: MAX_KEPT_DEVICES })),
      /** What the devices are served by, as it is installed; left out by older agents. */
      programs: Type.Optional(Type.Array(InstalledProgram, { maxItems: 16 })),
      /** How far the clock of the host is ahead of that of the servers; null = not known, as in older agents. */
      clock_ahead_seconds: Type.Optional(nullable(Type.Number())),
      /** Nobody reads it; servers of the version before refuse a heartbeat without it. See `UNREAD_IN_HEARTBEATS`. */
      inventory_digest: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$' })),
    }),
  },
  check_host: {
    from: 'agent',
    kind: 'call',
    queue: 'work',
    summary:
      'What the servers know of a host before its agent is started. Nothing is changed. Older servers refuse it.',
    args: Type.Object({ host: Host, installation_id: InstallationId }),
    result: Type.Object({
      /** By the clock of the database. */
      now: Timestamp,
      /** Whose the name of the host is: `silent` = of another installation that counts as down. */
      name: literals(HOST_NAME_STATES),
    }),
  },
  get_ready_devices: {
    from: 'agent',
    kind: 'call',
    queue: 'work',
    summary: 'The devices that this host must run, in the order of their ids, one page.',
    args: Type.Object({
      host: Host,
      installation_id: InstallationId,
      after: nullable(Uuid),
      limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    }),
    result: Type.Object({
      devices: Type.Array(PlacedDevice),
      /** True on the last page: only then may what was not named be removed. */
      complete: Type.Boolean(),
      admin_state_up: Type.Boolean(),
      /** False when the servers take the agent for one that does not receive what it is sent; missing in older ones. */
      receives: Type.Optional(Type.Boolean()),
      /** Another one than that of the list before: what is not named is kept. Missing in older ones. */
      history_id: Type.Optional(HistoryId),
    }),
  },
  get_logical_device: {
    from: 'agent',
    kind: 'call',
    queue: 'work',
    summary: 'One device as it must be now; null when this host does not hold its placement.',
    args: Type.Object({ host: Host, installation_id: InstallationId, device_id: Uuid }),
    result: Type.Object({ device: nullable(LogicalDeviceSchema) }),
  },
  update_status: {
    from: 'agent',
    kind: 'cast',
    queue: 'work',
    summary: 'What became of one attempt to reach a generation, read back from the running device.',
    args: Type.Object({
      host: Host,
      installation_id: InstallationId,
      device_id: Uuid,
      epoch: EpochNumber,
      /** The generation that was attempted. */
      generation: GenerationNumber,
      /** The generation that the running device shows now; 0 when nothing runs that should. */
      observed_generation: GenerationNumber,
      /** `removed` answers undeploy_device: nothing of the device is left on this host. */
      outcome: literals(['done', 'failed', 'removed']),
      how: literals(APPLIED_HOW),
      error: nullable(Text),
      duration_ms: Type.Number({ minimum: 0 }),
      /** The last time that its process ended by itself, or had to be ended, while it showed this generation. */
      incident: Type.Optional(nullable(Type.Object({ at: Timestamp, words: Text }))),
      /** Of the list that the agent has read last; a report of another one is overlooked. Missing in older agents. */
      history_id: Type.Optional(HistoryId),
      at: Timestamp,
    }),
  },
  update_member_status: {
    from: 'agent',
    kind: 'cast',
    queue: 'work',
    summary: 'Health of members, sent at each transition and after each deployment.',
    args: Type.Object({
      host: Host,
      installation_id: InstallationId,
      device_id: Uuid,
      epoch: EpochNumber,
      at: Timestamp,
      members: Type.Array(
        Type.Object({
          member_id: Uuid,
          pool_id: Uuid,
          health: literals(MEMBER_HEALTHS),
          /** What the check saw, in the driver's words, such as "L7STS/500 in 1ms"; null without one. */
          check: nullable(Text),
        }),
      ),
    }),
  },
  update_device_stats: {
    from: 'agent',
    kind: 'cast',
    queue: 'lossy',
    summary:
      'Totals of each pool since the epoch began: absolute, so that a lost or repeated message changes nothing.',
    args: Type.Object({
      host: Host,
      installation_id: InstallationId,
      device_id: Uuid,
      epoch: EpochNumber,
      at: Timestamp,
      pools: Type.Array(
        Type.Object({
          pool_id: Uuid,
          bytes_in: Counter,
          bytes_out: Counter,
          active_connections: Counter,
          total_connections: Counter,
        }),
      ),
      /**
       * What was carried from `since` to `at`; lost with the message. Agents of the version before do not send it.
       */
      traffic: Type.Optional(CarriedTraffic),
    }),
  },
} as const;

/** What an agent sends in fields that servers of the version before demand and that nobody reads. */
export const UNREAD_IN_HEARTBEATS = { inventory_digest: '0'.repeat(16) } as const;

export type Methods = typeof METHODS;
export type Method = keyof Methods;
export type Args<M extends Method> = Static<Methods[M]['args']>;
export type CallMethod = { [M in Method]: Methods[M]['kind'] extends 'call' ? M : never }[Method];
export type CastMethod = Exclude<Method, CallMethod>;
export type Result<M extends CallMethod> = Static<Methods[M]['result']>;
export type ServerMethod = { [M in Method]: Methods[M]['from'] extends 'agent' ? M : never }[Method];
export type AgentMethod = Exclude<Method, ServerMethod>;

export const METHOD_NAMES = Object.keys(METHODS) as Method[];
export const isMethod = (name: string): name is Method => Object.hasOwn(METHODS, name);

export const Trace = Type.Object({
  /** The X-Openstack-Request-Id of the API call that caused this message. */
  request_id: nullable(Type.String({ maxLength: 64 })),
});

export const EnvelopeSchema = Type.Object({
  version: Type.Integer(),
  method: Type.String({ maxLength: 64 }),
  sent_at: Timestamp,
  trace: Trace,
  args: Empty,
});
export type TraceContext = Static<typeof Trace>;

export const ReplySchema = Type.Union([
  Type.Object({ version: Type.Integer(), ok: Type.Literal(true), result: Type.Unknown() }),
  Type.Object({
    version: Type.Integer(),
    ok: Type.Literal(false),
    error: Type.Object({ code: Type.String({ maxLength: 64 }), message: Text }),
  }),
]);
