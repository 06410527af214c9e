import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Status } from './objects.ts';

interface ExplainedObject {
  readonly type: 'vip' | 'pool' | 'health_monitor' | 'member';
  readonly id: string;
  readonly name: string | null;
  readonly status: Status;
  readonly status_description: string;
  readonly since: string | null;
}

export interface MemberHealth {
  readonly id: string;
  readonly address: string;
  readonly protocol_port: number;
  readonly health: string | null;
  /** What the last check got: `L7OK/200 in 2ms`. */
  readonly check: string | null;
  readonly changed_at: string | null;
}

interface PlanStep {
  readonly step: string;
  readonly reason?: string | null;
}

interface AgentDevice {
  readonly files?: Readonly<Record<string, string>>;
  readonly last_plan?: readonly PlanStep[];
  readonly last_how?: string | null;
  readonly last_error?: string | null;
  readonly last_applied_at?: string | null;
  readonly reloads?: number;
  readonly starts?: number;
}

/** What `GET /v2.0/lb/pools/{id}/explain` says; hosts and files are for admins. */
export interface Explain {
  readonly device: {
    readonly generation: number;
    readonly realized_generation: number;
    readonly changed_at: string | null;
  };
  readonly placement: {
    readonly agent_host?: string | null;
    readonly agent_alive: boolean;
    readonly since: string;
    readonly dispatched_generation: number;
    readonly dispatched_at: string | null;
    readonly observed_generation: number;
    readonly outcome: string | null;
    readonly how: string | null;
    readonly duration_ms: number | null;
    readonly error: string | null;
    readonly incident: string | null;
    readonly reported_at: string | null;
  } | null;
  readonly waiting: {
    readonly placement_reason: string | null;
    readonly dispatch_reason: string | null;
  } | null;
  readonly objects: readonly ExplainedObject[];
  readonly members: readonly MemberHealth[];
  readonly agent?: {
    readonly host?: string | null;
    readonly reachable: boolean;
    readonly reason: string | null;
    readonly device?: AgentDevice | null;
  } | null;
}

export const explainQuery = (id: string) =>
  queryOptions({
    queryKey: ['events', 'explain', id],
    queryFn: async ({ signal }) => {
      const path = `/v2.0/lb/pools/${encodeURIComponent(id)}/explain`;
      const { explain } = await call<{ explain: Explain }>('GET', path, { signal });
      return explain;
    },
  });
