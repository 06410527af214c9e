import { HISTORY_ID } from '../persistence/index.ts';
import { existsSql, snapshotSql } from './device-kinds.ts';

/**
 * The scalar expression that gives a device as LogicalDeviceSchema wants it, for use inside a larger statement, so that
 * the snapshot and the generation it carries are read in one go. NULL when the object that the device runs is gone.
 * `device` is the alias of a devices row in scope, `epoch` an expression.
 */
export const logicalDeviceSql = (device: string, epoch: string): string => `
CASE WHEN ${existsSql(device)} THEN json_build_object(
  'device_id', ${device}.id,
  'kind', ${device}.kind,
  'epoch', ${epoch},
  'generation', ${device}.generation,
  'history_id', ${HISTORY_ID},
  'snapshot', ${snapshotSql(device)}) END`;
