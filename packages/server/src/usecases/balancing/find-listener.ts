import type { DeviceId, Protocol } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import type { SessionPersistence } from './session-persistence.ts';

export interface FoundListener {
  readonly id: string;
  readonly projectId: string;
  readonly deviceId: DeviceId;
  readonly poolId: string;
  readonly portId: string;
  readonly protocol: Protocol;
  readonly connectionLimit: number;
  readonly adminStateUp: boolean;
  readonly sessionPersistence: SessionPersistence | 'none';
}

const FIND_LISTENER = `
SELECT l.id, l.project_id AS "projectId", l.load_balancer_id AS "deviceId", l.default_pool_id AS "poolId",
  lb.vip_port_id AS "portId", l.protocol, l.connection_limit AS "connectionLimit",
  l.admin_state_up AS "adminStateUp", p.session_persistence AS persistence
FROM listeners l JOIN load_balancers lb ON lb.id = l.load_balancer_id JOIN pools p ON p.id = l.default_pool_id
WHERE l.id = $1 AND ($2 OR l.project_id = $3)`;

interface PersistenceRow {
  readonly type: SessionPersistence['type'];
  readonly cookie_name: string | null;
}

/** @throws ApiError ListenerNotFound also for what the caller may not see */
export async function findListener(tx: Tx, context: CallContext, id: string): Promise<FoundListener> {
  const [row] = await tx.query<
    Omit<FoundListener, 'sessionPersistence'> & { persistence: PersistenceRow | null }
  >(FIND_LISTENER, [id, context.isAdmin, context.projectId]);
  if (row === undefined) throw apiError('ListenerNotFound', { id });
  const { persistence, ...listener } = row;
  return { ...listener, sessionPersistence: persistence === null ? 'none' : persistenceOf(persistence) };
}

const persistenceOf = ({ type, cookie_name: cookieName }: PersistenceRow): SessionPersistence =>
  cookieName === null ? { type } : { type, cookieName };
