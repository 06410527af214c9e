/** The objects of the API as far as the page uses them; docs/openapi.json has everything. */
export type Status =
  'ACTIVE' | 'INACTIVE' | 'DOWN' | 'ERROR' | 'PENDING_CREATE' | 'PENDING_UPDATE' | 'PENDING_DELETE';

export type Protocol = 'HTTP' | 'HTTPS' | 'TCP';
export type LbMethod = 'ROUND_ROBIN' | 'LEAST_CONNECTIONS' | 'SOURCE_IP';
export type MonitorType = 'PING' | 'TCP' | 'HTTP' | 'HTTPS';

interface Owned {
  readonly id: string;
  readonly tenant_id: string;
  readonly revision_number: number;
}

interface Stateful {
  readonly admin_state_up: boolean;
  readonly status: Status;
  readonly status_description: string | null;
}

export interface SessionPersistence {
  readonly type: 'SOURCE_IP' | 'HTTP_COOKIE' | 'APP_COOKIE';
  readonly cookie_name?: string | null;
}

export interface MonitorStatus {
  readonly monitor_id: string;
  readonly status: Status;
  readonly status_description: string | null;
}

export interface Pool extends Owned, Stateful {
  readonly name: string;
  readonly description: string;
  readonly protocol: Protocol;
  readonly lb_method: LbMethod;
  readonly subnet_id: string;
  readonly provider: string | null;
  readonly vip_id: string | null;
  readonly members: readonly string[];
  readonly health_monitors: readonly string[];
  readonly health_monitors_status: readonly MonitorStatus[];
}

export interface Vip extends Owned, Stateful {
  readonly name: string;
  readonly description: string;
  readonly address: string;
  readonly protocol: Protocol;
  readonly protocol_port: number;
  readonly port_id: string;
  readonly subnet_id: string;
  readonly pool_id: string;
  readonly connection_limit: number;
  readonly session_persistence: SessionPersistence | null;
}

export interface Member extends Owned, Stateful {
  readonly pool_id: string;
  readonly address: string;
  readonly protocol_port: number;
  readonly weight: number;
}

export interface HealthMonitor extends Owned {
  readonly type: MonitorType;
  readonly delay: number;
  readonly timeout: number;
  readonly max_retries: number;
  readonly http_method?: string;
  readonly url_path?: string;
  readonly expected_codes?: string;
  readonly admin_state_up: boolean;
  readonly pools: readonly { readonly pool_id: string; readonly status: Status }[];
}

/** 0 fine, 1 pending, 2 degraded, 3 down. */
export type Severity = 0 | 1 | 2 | 3;

export interface Listener extends Stateful {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly protocol: Protocol;
  readonly protocol_port: number;
  readonly port_id: string;
  readonly subnet_id: string;
  readonly connection_limit: number;
  readonly session_persistence: SessionPersistence | null;
}

export interface PoolSummary {
  readonly id: string;
  readonly name: string;
  readonly protocol: Protocol;
  readonly lb_method: LbMethod;
  readonly subnet_id: string;
  readonly provider: string | null;
  readonly status: Status;
}

/** Numbers per second, one for each step; null where unknown. */
export interface Traffic {
  readonly step: number;
  readonly until: string;
  readonly requests: readonly (number | null)[];
  readonly connections: readonly (number | null)[];
}

export interface LoadBalancer extends Stateful {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tenant_id: string;
  readonly severity: Severity;
  readonly since: string | null;
  readonly vip: Listener | null;
  readonly listeners: readonly Listener[];
  readonly pools: readonly PoolSummary[];
  readonly floating_ip_address: string | null;
  readonly floating_ip_id: string | null;
  readonly members_total: number;
  readonly members_up: number;
  readonly members_disabled: number;
  readonly health_monitors: readonly string[];
  readonly provider: string | null;
  readonly agent_host: string | null;
  readonly traffic?: Traffic | null;
}
