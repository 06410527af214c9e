import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { FLOATING_IPS } from '../../api/networks.ts';
import type { Vip } from '../../api/objects.ts';
import { POOLS, VIPS, itemQuery, listQuery } from '../../api/resources.ts';
import { useMayChange } from '../../api/session.ts';
import { nameOfPool, subnetName, useSubnets } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { DetailFrame } from './detail-frame.tsx';
import { AssociateFloatingIp, DeleteVip, DisassociateFloatingIp, EditVip } from './vip-forms.tsx';

type Action = 'editVip' | 'deleteVip' | 'associateFloatingIp' | 'disassociateFloatingIp';

export function VipScreen() {
  const { id } = useParams<{ id: string }>();
  const { balancing: text, common } = useText();
  const mayChange = useMayChange();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<Action>();
  const query = useQuery(itemQuery(VIPS, id));
  const vip = query.data;
  const pool = useQuery({ ...itemQuery(POOLS, vip?.pool_id ?? ''), enabled: vip !== undefined }).data;
  const ips = useQuery({
    ...listQuery(FLOATING_IPS, { port_id: vip?.port_id }),
    enabled: vip !== undefined,
  }).data;
  const subnet = useSubnets().find((each) => each.id === vip?.subnet_id);
  const floatingIp = ips?.items[0];
  const close = (): void => setOpen(undefined);
  const obstacle = (action: Action): string | undefined => {
    if (!mayChange) return common.readersMayNotChange;
    if (action === 'associateFloatingIp' && floatingIp !== undefined) return text.hasFloatingIp;
    if (action === 'disassociateFloatingIp' && floatingIp === undefined) return text.hasNoFloatingIp;
    return undefined;
  };
  const persistenceOf = ({ session_persistence: persistence }: Vip): string =>
    persistence === null
      ? text.persistenceNone
      : text.persistenceShown(text.persistenceTypes[persistence.type], persistence.cookie_name ?? '');
  return (
    <DetailFrame<Vip>
      query={query}
      parent={{ text: text.pools, to: '/pools' }}
      nameOf={({ name, address }) => name || address}
      subtitle={({ status, status_description: why, name }) => (
        <StatusLabel status={status} description={why} name={name} />
      )}
      termsOf={(found) => [
        { term: common.id, value: found.id },
        { term: common.name, value: <bdi>{found.name}</bdi> },
        { term: text.description, value: <bdi>{found.description || '-'}</bdi> },
        { term: text.project, value: found.tenant_id },
        { term: text.subnet, value: subnet === undefined ? found.subnet_id : subnetName(subnet) },
        { term: text.address, value: found.address },
        { term: text.floatingIp, value: floatingIp?.floating_ip_address ?? common.none },
        { term: text.port, value: found.protocol_port },
        { term: text.protocol, value: found.protocol },
        {
          term: text.pool,
          value: (
            <Link to={`/pools/${found.pool_id}`}>
              <bdi>{pool === undefined ? found.pool_id : nameOfPool(pool, common)}</bdi>
            </Link>
          ),
        },
        { term: text.neutronPort, value: found.port_id },
        { term: text.persistence, value: persistenceOf(found) },
        {
          term: text.connectionLimit,
          value: found.connection_limit === -1 ? text.noLimit : found.connection_limit,
        },
        { term: common.adminState, value: found.admin_state_up ? common.up : common.down },
      ]}
      actionsOf={() =>
        (['editVip', 'associateFloatingIp', 'disassociateFloatingIp', 'deleteVip'] as const).map(
          (action) => ({
            title: text[action],
            isDanger: action === 'deleteVip',
            disabledBecause: obstacle(action),
            onClick: () => setOpen(action),
          }),
        )
      }
      dialog={
        vip && (
          <>
            {open === 'editVip' && <EditVip vip={vip} onClose={close} />}
            {open === 'associateFloatingIp' && <AssociateFloatingIp vip={vip} onClose={close} />}
            {open === 'disassociateFloatingIp' && (
              <DisassociateFloatingIp vip={vip} floatingIp={floatingIp} onClose={close} />
            )}
            {open === 'deleteVip' && (
              <DeleteVip
                vip={vip}
                floatingIp={floatingIp}
                onClose={close}
                onDone={() => navigate(`/pools/${vip.pool_id}`)}
              />
            )}
          </>
        )
      }
    />
  );
}
