import {
  type Incident,
  type MemberHealth,
  type Status,
  type StatusReasonFacts,
  deriveStatus,
  describeStatus,
} from '@lbaas/common/domain';
import { type Liveness, isAlive } from './liveness.ts';
import { UNSERVED_TEXTS, type Unserved } from './unserved-sql.ts';

/** What a read knows of the device of an object, as DEVICE_FACTS gives it. */
export interface DeviceFacts {
  readonly realized: number;
  readonly observed: number;
  readonly failed: number;
  readonly agent_host: string | null;
  readonly agent_admin_state_up: boolean | null;
  readonly agent_silent_s: number | null;
  /** Since when an echo is awaited, as of the last heartbeat; null when none is. */
  readonly agent_deaf_s: number | null;
  readonly failure: string | null;
  readonly placement_reason: string | null;
  readonly dispatch_reason: string | null;
  /** Whether its host has something to run. */
  readonly has_vip: boolean;
  readonly idle_remark: string | null;
  /** Of the objects that cannot be reached without what has ended. */
  readonly incident: Incident | null;
  readonly health?: MemberHealth | null;
  /** Of VIPs and pools. */
  readonly unserved?: Unserved | null;
  readonly health_check?: string | null;
}

export interface ObjectFacts {
  readonly adminStateUp: boolean;
  readonly createdGeneration: number;
  readonly changedGeneration: number;
}

export interface DescribedStatus {
  readonly status: Status;
  readonly status_description: string;
}

export function describedStatus(
  object: ObjectFacts,
  device: DeviceFacts,
  liveness: Liveness,
): DescribedStatus {
  const status = deriveStatus({
    adminStateUp: object.adminStateUp,
    createdGeneration: object.createdGeneration,
    changedGeneration: object.changedGeneration,
    observedGeneration: device.observed,
    realizedGeneration: device.realized,
    failedGeneration: device.failed,
    agentAdminStateUp: device.agent_admin_state_up ?? true,
    health: device.health ?? undefined,
  });
  return { status, status_description: describeStatus(status, reasonsOf(device, liveness)) };
}

function reasonsOf(device: DeviceFacts, liveness: Liveness): StatusReasonFacts {
  const silentS = device.agent_silent_s;
  return {
    agentHost: device.agent_host,
    agentAlive: silentS !== null && isAlive(silentS, liveness),
    agentReceives: device.agent_deaf_s === null || isAlive(device.agent_deaf_s, liveness),
    agentAdminStateUp: device.agent_admin_state_up ?? false,
    agentSilentS: silentS,
    failure: device.failure,
    placementReason: device.placement_reason,
    dispatchReason: device.dispatch_reason,
    healthCheck: device.health_check ?? null,
    incident: device.incident,
    remark: remarkOn(device),
  };
}

function remarkOn({ has_vip, idle_remark, unserved }: DeviceFacts): string | null {
  if (!has_vip) return idle_remark;
  return unserved === undefined || unserved === null ? null : UNSERVED_TEXTS[unserved];
}
