import type { Asked } from '@lbaas/lab';
import type { EditRecord } from './edit.ts';
import type { FaultRecord, Lapse } from './fault.ts';
import type { Pending, Sample } from './watch.ts';

/** What one steady client has asked. */
export interface ClientRecord {
  readonly name: string;
  readonly deviceIds: readonly string[];
  /** Whether its traffic passes tunnels, which are on the management network. */
  readonly isTunnelled: boolean;
  readonly asked: readonly Asked[];
}

/** An object of the schedule, as the API shows it at the end; undefined: 404. */
export interface EndState {
  readonly name: string;
  readonly shown: Readonly<Record<string, unknown>> | undefined;
}

/** A row of the audit log. */
export interface AuditRow {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly id: string;
  readonly action: string;
  /** What the audit log calls the kind of the object. */
  readonly type: string;
}

export interface QuotaCount {
  readonly project: string;
  readonly resource: string;
  readonly used: number;
  readonly rows: number;
}

/** A step that an agent took for a device, in words. */
export interface StepTaken {
  readonly at: number;
  readonly host: string;
  readonly device: string;
  readonly step: string;
}

/** A moment in which the machine gave this process no CPU, so perhaps nobody. */
export interface Standstill {
  readonly from: number;
  readonly to: number;
}

/** All that is known of a storm when it is over: what the invariants judge. */
export interface Findings {
  readonly edits: readonly EditRecord[];
  readonly faults: readonly FaultRecord[];
  /** Hosts whose lease ran out. */
  readonly lapses: readonly Lapse[];
  readonly standstills: readonly Standstill[];
  readonly clients: readonly ClientRecord[];
  readonly samples: readonly Sample[];
  readonly pending: readonly Pending[];
  readonly endStates: readonly EndState[];
  readonly audit: readonly AuditRow[];
  readonly quotas: readonly QuotaCount[];
  /** What is not shown as done although nothing is broken any more. */
  readonly unsettled: readonly string[];
  readonly steps: readonly StepTaken[];
  /** Ids of the pools, and so of their devices, by name. */
  readonly devices: Readonly<Record<string, string>>;
  /** From then on nothing was changed: agents were restarted to see whether they find something to do. */
  readonly atRestSince: number;
  /** What has no owner: on hosts, in the broker, in the database. */
  readonly ownerless: readonly string[];
  /** Addresses for which two hosts answered. */
  readonly conflicts: readonly string[];
  /** Log lines that no fault justifies. */
  readonly surprises: readonly string[];
}
