import type { Liveness } from '../../../devices/index.ts';
import { deviceJoins } from '../../../devices/status-sql.ts';
import type { DevicePlacer } from '../../../usecases/device-placer.ts';
import { type RouterInput, createRouter } from '../../../usecases/routing/create-router.ts';
import { deleteRouter } from '../../../usecases/routing/delete-router.ts';
import { type RouterChanges, updateRouter } from '../../../usecases/routing/update-router.ts';
import type { AttributeMap, ResourceDefinition, View } from '../../resource/index.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { ADMIN_STATE_UP, ID, NAME, STATUS, STATUS_DESCRIPTION } from '../common-attributes.ts';
import { TENANT_ID } from '../owner.ts';
import { statusColumns } from '../status-columns.ts';
import { gatewayShown, gatewayWanted, toGatewayRequest } from './external-gateway.ts';

const ATTRIBUTES: AttributeMap = {
  id: ID,
  tenant_id: TENANT_ID,
  name: NAME,
  admin_state_up: ADMIN_STATE_UP,
  external_gateway_info: {
    type: 'composite',
    post: true,
    put: true,
    convert: toGatewayRequest,
    validate: gatewayWanted,
    shown: gatewayShown,
    description:
      'null and {} mean none; without enable_snat it is true; external_fixed_ips are chosen by the owner of the network',
  },
  status: STATUS,
  status_description: STATUS_DESCRIPTION,
  revision_number: REVISION_NUMBER,
};

const GATEWAY = `(
SELECT json_build_object('network_id', gp.network_id, 'enable_snat', r.enable_snat, 'external_fixed_ips', (
  SELECT coalesce(json_agg(json_build_object('subnet_id', a.subnet_id, 'ip_address', host(a.ip_address))
    ORDER BY a.ip_address), '[]')
  FROM ip_allocations a WHERE a.port_id = gp.id))
FROM ports gp WHERE gp.id = r.gateway_port_id)`;

const view = (liveness: Liveness): View => ({
  from: `routers r ${deviceJoins({ deviceId: 'r.id' })}`,
  id: 'r.id',
  visible: (project) => `r.project_id = ${project}`,
  columns: {
    id: 'r.id',
    tenant_id: 'r.project_id',
    name: 'r.name',
    admin_state_up: 'r.admin_state_up',
    external_gateway_info: { needs: { gateway: GATEWAY }, compute: (row) => row['gateway'] },
    revision_number: 'r.revision',
    ...statusColumns(
      {
        deviceId: 'r.id',
        adminStateUp: 'r.admin_state_up',
        createdGeneration: 'r.created_generation',
        changedGeneration: 'r.changed_generation',
      },
      liveness,
    ),
  },
});

/** /routers. */
export const routers = (
  placer: DevicePlacer,
  liveness: Liveness,
): ResourceDefinition<RouterInput, RouterChanges> => ({
  singular: 'router',
  collection: 'routers',
  path: '/routers',
  notFound: 'RouterNotFound',
  attributes: ATTRIBUTES,
  view: view(liveness),
  create: (tx, context, input) => createRouter(placer, tx, context, input),
  update: (tx, context, id, changes) => updateRouter(placer, tx, context, id, changes),
  remove: deleteRouter,
});
