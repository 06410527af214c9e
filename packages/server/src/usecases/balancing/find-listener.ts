import type { RowOf, Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { ROUTERS_OF_PORT } from '../network/floating-ips-of-port.ts';
import type { SessionPersistence } from './session-persistence.ts';

type Listener = RowOf<'listeners'>;

export interface FoundListener extends Pick<Listener, 'id' | 'protocol'> {
  readonly projectId: Listener['project_id'];
  readonly deviceId: Listener['load_balancer_id'];
  /** A listener without a pool, or without a port, is not found. */
  readonly poolId: NonNullable<Listener['default_pool_id']>;
  readonly portId: NonNullable<RowOf<'load_balancers'>['vip_port_id']>;
  readonly connectionLimit: Listener['connection_limit'];
  readonly adminStateUp: Listener['admin_state_up'];
  /** Of the floating IPs that point at its port. */
  readonly routerIds: readonly string[];
  readonly sessionPersistence: SessionPersistence | 'none';
}

const FIND_LISTENER = `
SELECT l.id, l.project_id AS "projectId", l.load_balancer_id AS "deviceId", l.default_pool_id AS "poolId",
  lb.vip_port_id AS "portId", l.protocol, l.connection_limit AS "connectionLimit",
  l.admin_state_up AS "adminStateUp", p.session_persistence AS persistence,
  ${ROUTERS_OF_PORT('lb.vip_port_id')} AS "routerIds"
FROM listeners l JOIN load_balancers lb ON lb.id = l.load_balancer_id JOIN pools p ON p.id = l.default_pool_id
WHERE l.id = $1 AND ($2 OR l.project_id = $3)`;

type PersistenceColumn = RowOf<'pools'>['session_persistence'];

/** @throws ApiError ListenerNotFound also for what the caller may not see */
export async function findListener(tx: Tx, context: CallContext, id: string): Promise<FoundListener> {
  const [row] = await tx.query<
    Omit<FoundListener, 'sessionPersistence'> & { persistence: PersistenceColumn }
  >(FIND_LISTENER, [id, context.isAdmin, context.projectId]);
  if (row === undefined) throw apiError('ListenerNotFound', { id });
  const { persistence, ...listener } = row;
  return { ...listener, sessionPersistence: persistenceOf(persistence) };
}

function persistenceOf(column: PersistenceColumn): SessionPersistence | 'none' {
  if (column === null) return 'none';
  const { type, cookie_name: cookieName } = column;
  return cookieName === null ? { type } : { type, cookieName };
}
