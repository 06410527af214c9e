import type { ComputedColumn, Row } from '../resource/view.ts';
import { type DescribedStatus, type DeviceFacts, describedStatus } from '../../devices/device-facts.ts';
import type { Liveness } from '../../devices/index.ts';
import { DEVICE_FACTS, MEMBER_FACTS, type StatusColumns, statusSql } from '../../devices/status-sql.ts';

/** The columns `status` and `status_description` of an object of a device; the view's FROM ends in deviceJoins. */
export function statusColumns(
  columns: StatusColumns,
  liveness: Liveness,
): Readonly<Record<'status' | 'status_description', ComputedColumn>> {
  const needs = {
    ...(columns.memberId === undefined ? DEVICE_FACTS : MEMBER_FACTS),
    ...(columns.unserved === undefined ? {} : { unserved: columns.unserved }),
    own_admin_state_up: columns.adminStateUp,
    created_generation: columns.createdGeneration,
    changed_generation: columns.changedGeneration,
  };
  const describe = oncePerRow((row) => describedStatus(objectOf(row), factsOf(row), liveness));
  return {
    status: { sql: statusSql(columns), needs, compute: (row) => describe(row).status },
    status_description: { needs, compute: (row) => describe(row).status_description },
  };
}

// The cast: the row has the columns of DEVICE_FACTS.
export const factsOf = (row: Row): DeviceFacts => row as unknown as DeviceFacts;

const objectOf = (row: Row) => ({
  adminStateUp: row['own_admin_state_up'] as boolean,
  createdGeneration: row['created_generation'] as number,
  changedGeneration: row['changed_generation'] as number,
});

/** The attributes of a row are computed one after the other: what the last row gave serves the next attribute too. */
function oncePerRow(describe: (row: Row) => DescribedStatus): (row: Row) => DescribedStatus {
  let last: { readonly row: Row; readonly described: DescribedStatus } | undefined;
  return (row) => {
    if (last?.row !== row) last = { row, described: describe(row) };
    return last.described;
  };
}
