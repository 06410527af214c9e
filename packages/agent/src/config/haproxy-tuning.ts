import { DEFAULT_HAPROXY_TUNING, type HaproxyTuning } from '../drivers/haproxy/index.ts';
import type { AgentConfig } from './agent-config.ts';

export const haproxyTuning = (config: AgentConfig): HaproxyTuning => ({
  ...DEFAULT_HAPROXY_TUNING,
  user: config.haproxy_user,
  group: config.haproxy_group,
  maxConnections: config.haproxy_max_connections,
  hardStopAfterS: config.haproxy_hard_stop_after,
  memberDrainS: config.member_drain_timeout,
  connectTimeoutMs: config.haproxy_connect_timeout * 1000,
  clientTimeoutMs: config.haproxy_client_timeout * 1000,
  serverTimeoutMs: config.haproxy_server_timeout * 1000,
  tunnelTimeoutMs: config.haproxy_tunnel_timeout && config.haproxy_tunnel_timeout * 1000,
  maxHeaderBytes: config.haproxy_max_header,
  logTarget: config.haproxy_log_target,
});
