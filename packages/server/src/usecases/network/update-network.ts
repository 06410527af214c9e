import type { RowOf, Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { lockSubnetsAlone } from './addressable-subnet.ts';
import { type NetworkInput, type NetworkSettings, mtuOf } from './create-networks.ts';
import { showChangeOfNetwork } from './devices-on-network.ts';
import type { ProviderRequest } from './provider-network.ts';
import { mayWrite } from './visibility.ts';

export type NetworkChanges = Partial<Omit<NetworkInput, 'projectId'>>;

type Network = RowOf<'networks'>;

interface NetworkRow extends Pick<Network, 'name' | 'shared' | 'external' | 'mtu'> {
  readonly projectId: Network['project_id'];
  readonly adminStateUp: Network['admin_state_up'];
  readonly networkType: Network['network_type'];
  readonly physicalNetwork: Network['physical_network'];
  readonly segmentationId: Network['segmentation_id'];
}

const lockSql = (mode: string): string => `
SELECT project_id AS "projectId", name, admin_state_up AS "adminStateUp", shared, external, mtu,
  network_type AS "networkType", physical_network AS "physicalNetwork", segmentation_id AS "segmentationId"
FROM networks WHERE id = $1 FOR ${mode}`;

const LOCK_NETWORK = lockSql('NO KEY UPDATE');

/** Waits for whoever comes to use the network because he sees it, and lets others look again afterwards. */
const LOCK_TO_HIDE = lockSql('UPDATE');

const UPDATE_NETWORK = `
UPDATE networks SET name = $2, admin_state_up = $3, shared = $4, external = $5, mtu = $6 WHERE id = $1`;

const USED_BY_OTHERS = `
SELECT 1 FROM ports p WHERE p.network_id = $1 AND p.project_id <> $2
  AND (p.device_owner NOT LIKE 'network:%' OR p.device_owner = 'network:router_interface')
UNION ALL SELECT 1 FROM subnets s WHERE s.network_id = $1 AND s.project_id <> $2
UNION ALL SELECT 1 FROM pools l JOIN subnets s ON s.id = l.subnet_id WHERE s.network_id = $1 AND l.project_id <> $2
LIMIT 1`;

const GATEWAYS = `
SELECT 1 FROM ports WHERE network_id = $1 AND device_owner IN ('network:router_gateway', 'network:floatingip') LIMIT 1`;

/**
 * @throws ApiError NetworkNotFound, InvalidInput (another network type, packets that do not fit into tunnels),
 * InvalidSharedSetting, ExternalNetworkInUse
 */
export const networkUpdate =
  (settings: NetworkSettings) =>
  async (tx: Tx, context: CallContext, id: string, changes: NetworkChanges): Promise<void> => {
    const [row] = await tx.query<NetworkRow>(mayHide(changes) ? LOCK_TO_HIDE : LOCK_NETWORK, [id]);
    if (row === undefined || !mayWrite(context, row.projectId)) throw apiError('NetworkNotFound', { id });
    refuseOtherProvider(row, changes);
    const mtu = changes.mtu === undefined ? row.mtu : mtuOf(row.networkType, changes.mtu, settings);
    const next = { ...row, ...changes, mtu };
    await refuseHiding(tx, id, row, next);
    // No VIP may come onto the network between the look for devices and the commit.
    if (mtu !== row.mtu) await lockSubnetsAlone(tx, [id]);
    await tx.query(UPDATE_NETWORK, [id, next.name, next.adminStateUp, next.shared, next.external, mtu]);
    if (mtu !== row.mtu) await showChangeOfNetwork(tx, id);
    audit(tx, context, { action: 'update', resourceType: 'network', resourceId: id, body: changes });
  };

/** Hosts build a network once; another type is another network. Naming what it is already is fine. */
function refuseOtherProvider(row: NetworkRow, changes: ProviderRequest): void {
  const differs =
    ('networkType' in changes && changes.networkType !== row.networkType) ||
    ('physicalNetwork' in changes && changes.physicalNetwork !== (row.physicalNetwork ?? undefined)) ||
    ('segmentationId' in changes && changes.segmentationId !== (row.segmentationId ?? undefined));
  if (differs)
    throw apiError('InvalidInput', { reason: 'the provider attributes of a network cannot change' });
}

const mayHide = ({ shared, external }: NetworkChanges): boolean => shared === false || external === false;

type Visibility = Pick<NetworkRow, 'shared' | 'external'>;

/** A network that others use must stay visible to them. */
async function refuseHiding(tx: Tx, id: string, row: NetworkRow, next: Visibility): Promise<void> {
  const unshared = row.shared && !next.shared;
  if (row.external && !next.external && (await tx.query(GATEWAYS, [id])).length > 0)
    throw apiError('ExternalNetworkInUse', { id });
  const hidden = (row.shared || row.external) && !next.shared && !next.external;
  if (!unshared && !hidden) return;
  const others = await tx.query(USED_BY_OTHERS, [id, row.projectId]);
  if (others.length > 0) throw apiError('InvalidSharedSetting', { id });
}
