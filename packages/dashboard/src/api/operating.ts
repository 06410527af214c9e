import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Pool } from './objects.ts';
import type { Resource } from './resources.ts';

/** One of the things of a host that its devices share. */
export interface HostLimit {
  readonly limit: string;
  readonly used: number;
  readonly max: number;
  /** Devices that it is enough for. */
  readonly carries: number;
}

/** What serves the devices of a host. */
export interface InstalledProgram {
  readonly name: string;
  /** Null when it cannot be run. */
  readonly version: string | null;
  /** Devices that run another version. */
  readonly others: number;
}

export interface Configurations {
  readonly device_drivers?: readonly string[];
  readonly instances?: number;
  readonly physical_networks?: readonly string[];
  readonly network_types?: readonly string[];
  readonly tunnel_ip?: string | null;
  readonly version?: string | null;
  readonly load?: number | null;
  readonly cordoned?: boolean;
  readonly carries?: number | null;
  readonly capacity?: readonly HostLimit[] | null;
  readonly reporting?: boolean;
  readonly receiving?: boolean;
  readonly conflict?: boolean;
  readonly programs?: readonly InstalledProgram[] | null;
}

export interface Agent {
  readonly id: string;
  readonly host: string;
  readonly binary: string;
  readonly agent_type: string;
  readonly admin_state_up: boolean;
  readonly description: string | null;
  readonly alive: boolean;
  readonly created_at: string;
  readonly started_at: string;
  readonly heartbeat_timestamp: string;
  readonly configurations: Configurations;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly request_id: string;
  readonly project_id: string;
  readonly user_id: string | null;
  readonly action: 'create' | 'update' | 'delete';
  readonly resource_type: string;
  readonly resource_id: string;
  readonly body: unknown;
}

export const AGENTS: Resource<Agent> = { path: '/v2.0/agents', one: 'agent', many: 'agents' };
export const AUDIT_LOG: Resource<AuditEntry> = {
  path: '/v2.0/audit-log',
  one: 'audit_entry',
  many: 'audit_log',
};

export const QUOTA_KINDS = [
  'pool',
  'vip',
  'member',
  'health_monitor',
  'network',
  'subnet',
  'port',
  'router',
  'floatingip',
] as const;
export type QuotaKind = (typeof QUOTA_KINDS)[number];

export interface Use {
  readonly used: number;
  /** -1: no limit. */
  readonly limit: number;
}

/** What a project has and may have, by kind. */
export type QuotaUse = Readonly<Record<QuotaKind, Use>>;

const QUOTAS = '/v2.0/quotas';
const quotaPath = (project: string): string => `${QUOTAS}/${encodeURIComponent(project)}`;

/** Projects with quotas of their own. */
export const quotaListQuery = queryOptions({
  queryKey: ['quota', 'list'],
  queryFn: async ({ signal }) => {
    const query = { sort_key: 'tenant_id', sort_dir: 'asc' };
    return (
      await call<{ quotas: readonly { readonly tenant_id: string }[] }>('GET', QUOTAS, { query, signal })
    ).quotas;
  },
});

export const quotaUseQuery = (project: string) =>
  queryOptions({
    queryKey: ['quota', 'use', project],
    queryFn: async ({ signal }) =>
      (await call<{ quota: QuotaUse }>('GET', `${quotaPath(project)}/details`, { signal })).quota,
  });

export const setQuota = (project: string, quota: object): Promise<unknown> =>
  call('PUT', quotaPath(project), { body: { quota } });
export const resetQuota = (project: string): Promise<unknown> => call('DELETE', quotaPath(project));

/** What an agent runs as it is, because the database was restored from a dump. */
export interface KeptDevice {
  readonly device_id: string;
  readonly kind: 'load_balancer' | 'router';
  readonly name: string;
  readonly addresses: readonly string[];
  /** unknown: the database does not have it on this host; newer: it has an older version of it. */
  readonly why: 'unknown' | 'newer';
  readonly agent_id: string;
  readonly host: string;
  /** Where the database has it; null = nowhere. */
  readonly placed_on: string | null;
}

export const keptDevicesQuery = queryOptions({
  queryKey: ['kept_device', 'list'],
  queryFn: async ({ signal }) => {
    const path = `${AGENTS.path}/kept-devices`;
    return (await call<{ kept_devices: readonly KeptDevice[] }>('GET', path, { signal })).kept_devices;
  },
});

export const letGo = ({ agent_id: agent, device_id: device }: KeptDevice): Promise<void> =>
  call('DELETE', `${AGENTS.path}/${agent}/kept-devices/${device}`);

/** What an operator should worry about. */
export interface Diagnostics {
  /** null: the broker cannot say. */
  readonly dead_letters: number | null;
  readonly devices: Readonly<
    Record<'total' | 'unplaced' | 'held_back' | 'failed' | 'incidents' | 'kept', number>
  >;
  readonly agents: Readonly<Record<'total' | 'silent' | 'disabled', number>>;
  /** Start of the server that answered; its counters begin there. */
  readonly since: string;
  readonly counters: readonly Counter[];
}

export interface Counter {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export const diagnosticsQuery = queryOptions({
  queryKey: ['diagnostics'],
  queryFn: async ({ signal }) =>
    (await call<{ diagnostics: Diagnostics }>('GET', '/v2.0/diagnostics', { signal })).diagnostics,
});

export interface Provider {
  readonly service_type: string;
  readonly name: string;
  readonly default: boolean;
}

export const serviceProvidersQuery = queryOptions({
  queryKey: ['service_provider', 'list'],
  queryFn: async ({ signal }) => {
    const answer = await call<{ service_providers: readonly Provider[] }>('GET', '/v2.0/service-providers', {
      signal,
    });
    return answer.service_providers;
  },
});

/** The pools that an agent runs. */
export const poolsOfAgentQuery = (id: string) =>
  queryOptions({
    queryKey: ['pool', 'of-agent', id],
    queryFn: async ({ signal }) => {
      const path = `${AGENTS.path}/${encodeURIComponent(id)}/loadbalancer-pools`;
      return (await call<{ pools: readonly Pool[] }>('GET', path, { signal })).pools;
    },
  });
