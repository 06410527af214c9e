import type { Tx, UnitOfWork } from '../../../persistence/index.ts';
import type { CallContext } from '../../../usecases/call-context.ts';
import type { DevicePlacer } from '../../../usecases/device-placer.ts';
import { apiError } from '../../../usecases/errors.ts';
import { addRouterInterface } from '../../../usecases/routing/add-router-interface.ts';
import type { ChangedInterface, InterfaceRequest } from '../../../usecases/routing/interface-request.ts';
import { removeRouterInterface } from '../../../usecases/routing/remove-router-interface.ts';
import type { Call, CallDefinition, CallDocs } from '../../http/call.ts';
import { TEXT_SCHEMA, UUID_SCHEMA, exactly } from '../../http/json-schema.ts';
import { exampleId } from '../../reference/sample.ts';
import { requireNoMatch } from '../../resource/if-match.ts';
import { type BodyDefinition, preparePut } from '../../resource/prepare-body.ts';
import { isPlainObject, isUuid, uuid } from '../../resource/validators.ts';
import { OWNER } from '../owner.ts';

const PART = { type: 'uuid', put: true, validate: uuid } as const;

/** The body has no wrapper. */
const BODY: BodyDefinition = {
  singular: 'router',
  collection: 'routers',
  attributes: { subnet_id: PART, port_id: PART },
  bulk: false,
  ownerAttribute: OWNER,
};

const ANSWER = exactly({
  id: UUID_SCHEMA,
  [OWNER]: TEXT_SCHEMA,
  subnet_id: UUID_SCHEMA,
  port_id: UUID_SCHEMA,
});

const docs = (summary: string): CallDocs => ({
  summary,
  tag: 'routers',
  request: { oneOf: [exactly({ subnet_id: uuid.schema }), exactly({ port_id: uuid.schema })] },
  example: { subnet_id: exampleId({ key: 'subnet_id', owner: 'router' }) },
  answer: ANSWER,
});

type Work = (
  tx: Tx,
  context: CallContext,
  id: string,
  request: InterfaceRequest,
) => Promise<ChangedInterface>;

/** PUT /routers/{id}/add_router_interface and /routers/{id}/remove_router_interface. */
export function routerInterfaceCalls(
  unitOfWork: UnitOfWork,
  placer: DevicePlacer,
): readonly CallDefinition[] {
  const path = (action: string): string => `/routers/:id/${action}_router_interface`;
  const add: Work = (...args) => addRouterInterface(placer, ...args);
  return [
    {
      method: 'PUT',
      path: path('add'),
      docs: docs('Put a router on a subnet, with the gateway address of that or with a port'),
      run: (call) => change(unitOfWork, call, add),
    },
    {
      method: 'PUT',
      path: path('remove'),
      docs: docs('Take a router off a subnet; its port there is deleted'),
      run: (call) => change(unitOfWork, call, removeRouterInterface),
    },
  ];
}

/** An interface has no revision, so an If-Match other than `*` cannot be true of it. */
async function change(unitOfWork: UnitOfWork, call: Call, work: Work): Promise<unknown> {
  const { context, params, headers } = call;
  const request = requestOf(call);
  const id = params['id'] ?? '';
  if (!isUuid(id)) throw apiError('RouterNotFound', { id });
  const { routerId, projectId, portId, subnetId } = await unitOfWork.transaction(async (tx) => {
    const changed = await work(tx, context, id, request);
    requireNoMatch(headers);
    return changed;
  });
  return { id: routerId, [OWNER]: projectId, subnet_id: subnetId, port_id: portId };
}

function requestOf({ context, body }: Call): InterfaceRequest {
  const wrapped = isPlainObject(body) ? { [BODY.singular]: body } : body;
  const { subnetId, portId } = preparePut(BODY, context, wrapped).changes;
  if (isUuid(subnetId) && isUuid(portId)) throw invalid('Cannot specify both subnet-id and port-id');
  if (isUuid(portId)) return { portId };
  if (isUuid(subnetId)) return { subnetId };
  throw invalid('Either subnet_id or port_id must be specified');
}

const invalid = (reason: string) => apiError('RouterRequestInvalid', { reason });
