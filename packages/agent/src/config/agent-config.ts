import { hostname } from 'node:os';
import { HOST_NAME } from '@lbaas/common/domain';
import { COMMON_SETTINGS } from '@lbaas/common/runtime';
import { type Static, Type } from 'typebox';
import { DEFAULT_HAPROXY_TUNING as TUNING } from '../drivers/haproxy/index.ts';
import { NETWORK_ON_INTERFACE } from '../host/index.ts';

/** Every setting of the agent: `LBAAS_STATE_DIR`, `state_dir` in a file, `--state-dir`. Times in seconds. */
export const AgentConfigSchema = Type.Object(
  {
    agent_host: Type.String({
      pattern: `^${HOST_NAME}$`,
      default: hostname(),
      description: 'name of this host; the servers know it by this name only',
    }),
    ...COMMON_SETTINGS,
    amqp_server_user: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'user of the servers at the broker: with it this agent obeys orders of that user only, and needs no more ' +
          'rights than `lbaas-server broker-user HOST` gives it',
      }),
    ),
    state_dir: Type.String({
      pattern: '^/',
      default: '/var/lib/lbaas',
      description:
        'directory of what must outlive the agent: desired devices, HAProxy configurations, counters',
    }),
    state_fsync: Type.Boolean({
      default: false,
      description:
        'force desired devices to the disk: for hosts that must come back from a power loss without a server',
    }),
    start_alone_after: seconds(
      15,
      'a new installation (a first start, a reboot, a copied or lost state directory) waits for a server to say that ' +
        'the name of the host is its own, before it starts what is on its disk',
    ),
    physical_networks: Type.Array(Type.String({ pattern: NETWORK_ON_INTERFACE }), {
      default: [],
      description: 'NAME:INTERFACE, where INTERFACE is an interface or a bridge of this host',
    }),
    tunnel_ip: Type.Optional(
      Type.String({
        minLength: 2,
        description:
          'address of this host that tunnels of vxlan networks end at; other agents must reach it on UDP port 4789. ' +
          'Without it this host takes no vxlan network',
      }),
    ),
    address_probe: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 60,
      description:
        'milliseconds that the network is asked whether another host has an address, before a VIP takes it; 0 turns ' +
        'that off',
    }),
    port_security: Type.Union([Type.Literal('on'), Type.Literal('off')], {
      default: 'on',
      description:
        'on = frames leave a port of a device with the MAC address and the addresses of that port only (a kernel without ' +
        'nf_tables for bridges cannot: a warning says so)',
    }),
    concurrency: Type.Integer({
      minimum: 1,
      maximum: 256,
      default: 8,
      description: 'devices that are worked on at once',
    }),
    heartbeat_interval: seconds(2, 'between two heartbeats'),
    watch_interval: seconds(0.5, 'between two looks whether every HAProxy is alive'),
    health_interval: seconds(
      1,
      'between two looks at the members of a device whose HAProxy does not say by itself when one changes, or half the ' +
        'time between two checks if that is longer',
    ),
    stats_interval: seconds(
      10,
      'between two looks at the counters of a device; they are reported when they have changed',
    ),
    sweep_interval: seconds(30, 'between two searches for what nobody owns'),
    audit_interval: seconds(300, 'in which every device is compared with what it must be'),
    poll_concurrency: Type.Integer({
      minimum: 1,
      maximum: 256,
      default: 16,
      description: 'HAProxies that are asked for health and counters at once',
    }),
    haproxy_binary: Type.String({
      pattern: '^/',
      default: '/usr/sbin/haproxy',
      description: 'HAProxy, 2.4 or newer',
    }),
    haproxy_user: Type.String({
      minLength: 1,
      default: TUNING.user,
      description: 'account HAProxy runs under',
    }),
    haproxy_group: Type.String({
      minLength: 1,
      default: TUNING.group,
      description: 'group HAProxy runs under',
    }),
    haproxy_max_connections: Type.Integer({
      minimum: 10,
      maximum: 10_000_000,
      default: TUNING.maxConnections,
      description: 'concurrent connections of one balancer',
    }),
    haproxy_hard_stop_after: Type.Integer({
      minimum: 1,
      maximum: 2_000_000,
      default: TUNING.hardStopAfterS,
      description:
        'seconds that an old process has to finish its connections after a reload; then those that are left, such as ' +
        'WebSocket and TCP ones, are closed',
    }),
    member_drain_timeout: Type.Number({
      minimum: 0,
      maximum: 86_400,
      default: TUNING.memberDrainS,
      description:
        'seconds that a disabled or deleted member has to finish its sessions; then those that are left are closed. ' +
        'It takes no new ones, of sticky clients either; 0 = they are closed at once',
    }),
    haproxy_connect_timeout: seconds(TUNING.connectTimeoutMs / 1000, 'to connect to a member'),
    haproxy_client_timeout: seconds(TUNING.clientTimeoutMs / 1000, 'without a byte from the client'),
    haproxy_server_timeout: seconds(TUNING.serverTimeoutMs / 1000, 'without a byte from the member'),
    haproxy_tunnel_timeout: Type.Optional(
      Type.Number({
        minimum: 0.05,
        maximum: 2_000_000,
        description:
          'seconds without a byte in either direction on a WebSocket, another upgraded or a TCP connection; left out = ' +
          'haproxy_client_timeout and haproxy_server_timeout',
      }),
    ),
    haproxy_max_header: Type.Integer({
      minimum: 4_096,
      maximum: 1_048_576,
      default: TUNING.maxHeaderBytes,
      description:
        'bytes of the header of a request or an answer, with its first line; each busy connection takes that much ' +
        'memory up to twice',
    }),
    haproxy_log_target: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_./:@\\[\\]-]+$',
        description: 'such as /dev/log; without it HAProxy logs nothing',
      }),
    ),
    metrics_address: Type.String({
      minLength: 1,
      default: '127.0.0.1',
      description: 'address that /metrics and /healthz are served on',
    }),
    metrics_port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        description: 'port of /metrics and /healthz; none without it',
      }),
    ),
    metrics_max_series: Type.Integer({
      minimum: 0,
      maximum: 10_000_000,
      default: 50_000,
      description:
        'most series of balancers in /metrics; beyond it those of members are left out, and then those of the last ' +
        'balancers (lbaas_agent_series_left_out)',
    }),
  },
  { additionalProperties: false },
);

/** Options besides the settings, for the help and the manual. */
export const AGENT_OPTIONS = {
  check: 'look at everything that the agent needs, print a line for each, and end; options follow',
  '--take-down':
    'remove every balancer and router from this host, and end; other options follow. The agent must not run. When it ' +
    'starts again, they come back',
};

export type AgentConfig = Static<typeof AgentConfigSchema>;

function seconds(fallback: number, what: string) {
  return Type.Number({ minimum: 0.05, maximum: 86_400, default: fallback, description: `seconds ${what}` });
}
