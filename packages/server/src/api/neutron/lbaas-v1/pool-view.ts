import type { RowOf } from '../../../persistence/index.ts';
import type { ComputedColumn, Row, View } from '../../resource/view.ts';
import { describedStatus } from '../../../devices/device-facts.ts';
import type { Liveness } from '../../../devices/index.ts';
import { factsOf, statusColumns } from '../status-columns.ts';
import { DEVICE_FACTS, deviceJoins } from '../../../devices/status-sql.ts';
import { unservedPoolSql } from '../../../devices/unserved-sql.ts';

const MEMBER_IDS = `(SELECT coalesce(json_agg(m.id ORDER BY m.id), '[]') FROM members m WHERE m.pool_id = p.id)`;

const ASSOCIATIONS = `(
SELECT coalesce(json_agg(json_build_object('monitor_id', phm.monitor_id, 'admin_state_up', hm.admin_state_up,
  'created', phm.created_generation, 'changed', phm.changed_generation) ORDER BY phm.monitor_id), '[]')
FROM pool_health_monitors phm JOIN health_monitors hm ON hm.id = phm.monitor_id WHERE phm.pool_id = p.id)`;

type Association = RowOf<'pool_health_monitors'>;

interface AssociationRow extends Pick<Association, 'monitor_id'> {
  readonly admin_state_up: RowOf<'health_monitors'>['admin_state_up'];
  readonly created: Association['created_generation'];
  readonly changed: Association['changed_generation'];
}

export const poolView = (liveness: Liveness): View => ({
  from: `pools p ${deviceJoins({ deviceId: 'p.load_balancer_id' })}`,
  id: 'p.id',
  visible: (project) => `p.project_id = ${project}`,
  columns: {
    id: 'p.id',
    tenant_id: 'p.project_id',
    vip_id: '(SELECT li.id FROM listeners li WHERE li.default_pool_id = p.id ORDER BY li.id LIMIT 1)',
    name: 'p.name',
    description: 'p.description',
    subnet_id: 'p.subnet_id',
    protocol: 'p.protocol',
    provider: 'd.provider',
    lb_method: 'p.lb_method',
    members: MEMBER_IDS,
    health_monitors: ASSOCIATED_IDS,
    health_monitors_status: associationStatuses(liveness),
    admin_state_up: 'p.admin_state_up',
    revision_number: 'p.revision',
    ...statusColumns(
      {
        deviceId: 'p.load_balancer_id',
        adminStateUp: 'p.admin_state_up',
        createdGeneration: 'p.created_generation',
        changedGeneration: 'p.changed_generation',
        unserved: unservedPoolSql('p.id'),
      },
      liveness,
    ),
  },
});

const associationsOf = (row: Row) => row['associations'] as readonly AssociationRow[];

/** From what their statuses need too: one subselect of each pool less. */
const ASSOCIATED_IDS: ComputedColumn = {
  needs: { associations: ASSOCIATIONS },
  compute: (row) => associationsOf(row).map(({ monitor_id }) => monitor_id),
};

function associationStatuses(liveness: Liveness): ComputedColumn {
  const compute = (row: Row) =>
    associationsOf(row).map((association) => ({
      monitor_id: association.monitor_id,
      ...describedStatus(
        {
          adminStateUp: association.admin_state_up,
          createdGeneration: association.created,
          changedGeneration: association.changed,
        },
        { ...factsOf(row), incident: null, unserved: null },
        liveness,
      ),
    }));
  return { needs: { associations: ASSOCIATIONS, ...DEVICE_FACTS }, compute };
}
