import type { ComputedColumn, Row, View } from '../../resource/view.ts';
import { type DeviceFacts, describedStatus } from '../../../devices/device-facts.ts';
import type { Liveness } from '../../../devices/index.ts';
import { deviceFactsJson, deviceJoins } from '../../../devices/status-sql.ts';

const ASSOCIATIONS = `(
SELECT coalesce(json_agg(json_build_object('pool_id', phm.pool_id, 'created', phm.created_generation,
  'changed', phm.changed_generation, 'device', ${deviceFactsJson()})
  ORDER BY phm.pool_id), '[]')
FROM pool_health_monitors phm JOIN pools ap ON ap.id = phm.pool_id ${deviceJoins({ deviceId: 'ap.load_balancer_id' })}
WHERE phm.monitor_id = hm.id)`;

interface AssociationRow {
  readonly pool_id: string;
  readonly created: number;
  readonly changed: number;
  readonly device: DeviceFacts;
}

export const healthMonitorView = (liveness: Liveness): View => ({
  from: 'health_monitors hm',
  id: 'hm.id',
  visible: (project) => `hm.project_id = ${project}`,
  columns: {
    id: 'hm.id',
    tenant_id: 'hm.project_id',
    type: 'hm.type',
    delay: 'hm.delay',
    timeout: 'hm.timeout',
    max_retries: 'hm.max_retries',
    http_method: httpOnly('http_method'),
    url_path: httpOnly('url_path'),
    expected_codes: httpOnly('expected_codes'),
    admin_state_up: 'hm.admin_state_up',
    revision_number: 'hm.revision',
    pools: poolStatuses(liveness),
  },
});

/** Stored for every type, shown for HTTP and HTTPS. */
function httpOnly(name: string): ComputedColumn {
  return {
    sql: `hm.${name}`,
    needs: { [name]: `hm.${name}`, monitor_type: 'hm.type' },
    compute: (row) =>
      row['monitor_type'] === 'HTTP' || row['monitor_type'] === 'HTTPS' ? row[name] : undefined,
  };
}

function poolStatuses(liveness: Liveness): ComputedColumn {
  const compute = (row: Row) =>
    (row['associations'] as readonly AssociationRow[]).map((association) => ({
      pool_id: association.pool_id,
      ...describedStatus(
        {
          adminStateUp: row['own_admin_state_up'] as boolean,
          createdGeneration: association.created,
          changedGeneration: association.changed,
        },
        { ...association.device, incident: null },
        liveness,
      ),
    }));
  return { needs: { associations: ASSOCIATIONS, own_admin_state_up: 'hm.admin_state_up' }, compute };
}
