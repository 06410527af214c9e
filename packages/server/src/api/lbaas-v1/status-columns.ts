import type { ComputedColumn, Row } from '../resource/view.ts';
import { type DescribedStatus, type DeviceFacts, type Liveness, describedStatus } from './device-facts.ts';
import { type StatusColumns, deviceFactsSql, statusSql } from './status-sql.ts';

/** The columns `status` and `status_description` of an object of a device. */
export function statusColumns(
  columns: StatusColumns,
  liveness: Liveness,
): Readonly<Record<'status' | 'status_description', ComputedColumn>> {
  const needs = {
    device_facts: deviceFactsSql(columns),
    own_admin_state_up: columns.adminStateUp,
    created_generation: columns.createdGeneration,
    changed_generation: columns.changedGeneration,
  };
  const describe = (row: Row): DescribedStatus => describedStatus(objectOf(row), factsOf(row), liveness);
  return {
    status: { sql: statusSql(columns), needs, compute: (row) => describe(row).status },
    status_description: { needs, compute: (row) => describe(row).status_description },
  };
}

// The casts: the rows come from the expressions above.
export const factsOf = (row: Row): DeviceFacts => row['device_facts'] as DeviceFacts;

const objectOf = (row: Row) => ({
  adminStateUp: row['own_admin_state_up'] as boolean,
  createdGeneration: row['created_generation'] as number,
  changedGeneration: row['changed_generation'] as number,
});
