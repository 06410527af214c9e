import GlobeIcon from '@patternfly/react-icons/icons/globe-icon';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { FLOATING_IPS, type FloatingIp, PORTS } from '../../api/networks.ts';
import { createOne, deleteOne, listQuery, updateOne } from '../../api/resources.ts';
import { useScope } from '../../api/session.ts';
import { type Act, valueOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { useToasts } from '../../ui/toasts.tsx';
import { networkColumn } from './linked-columns.tsx';
import { createAttributes } from './attributes.ts';
import type { Kind } from './kind.ts';
import { NetworkStatusLabel } from './network-status-label.tsx';
import { portChoices } from './port-choices.ts';
import { useChangeGuard } from './use-change-guard.ts';
import { useNames } from './use-names.ts';

export function useFloatingIpKind(): Kind<FloatingIp> {
  const { common, networks: text } = useText();
  const names = useNames();
  const guard = useChangeGuard();
  const client = useQueryClient();
  const scope = useScope();
  const say = useToasts();
  const nameOf = ({ floating_ip_address: address }: FloatingIp): string => address;
  const associate = (row: FloatingIp, ask: (act: Act) => void): void =>
    void client.fetchQuery(listQuery(PORTS, { ...scope, sort_key: 'name', sort_dir: 'asc' })).then(
      ({ items }) =>
        ask({
          title: text.associate,
          fields: [
            {
              name: 'port_id',
              label: text.port,
              kind: 'choice',
              isRequired: true,
              hint: text.portHint,
              emptyText: text.choose,
              options: portChoices(items, text.owners),
            },
          ],
          submitText: text.associate,
          run: (values) => updateOne(FLOATING_IPS, row.id, { port_id: valueOf(values, 'port_id') }),
          done: text.associated(nameOf(row)),
        }),
      (error: unknown) => say.failure(common.errorTitle, error),
    );
  const disassociate = (row: FloatingIp): Act => ({
    title: text.disassociateTitle(nameOf(row)),
    intro: text.disassociateBody,
    submitText: text.disassociate,
    isDanger: true,
    run: () => updateOne(FLOATING_IPS, row.id, { port_id: null }),
    done: text.disassociated(nameOf(row)),
  });
  const remove = (row: FloatingIp): Act => ({
    title: text.deleteTitle(nameOf(row)),
    intro: text.deleteFloatingIp,
    submitText: common.delete,
    isDanger: true,
    run: () => deleteOne(FLOATING_IPS, row.id),
    done: text.deleted(nameOf(row)),
  });
  return {
    resource: FLOATING_IPS,
    path: '/networks/floating-ips',
    title: text.floatingIps,
    nameOf,
    sortKey: 'floating_ip_address',
    filter: { name: 'floating_ip_address', label: text.filterAddress },
    columns: [
      {
        key: 'address',
        title: text.floatingAddress,
        sortKey: 'floating_ip_address',
        cell: (row) => <Link to={`/networks/floating-ips/${row.id}`}>{nameOf(row)}</Link>,
      },
      {
        key: 'status',
        title: common.status,
        cell: (row) => (
          <NetworkStatusLabel status={row.status} description={row.status_description} name={nameOf(row)} />
        ),
      },
      {
        key: 'leadsTo',
        title: text.leadsTo,
        cell: ({ port_id: port, fixed_ip_address: address }) =>
          port === null ? text.nowhere : <Link to={`/networks/ports/${port}`}>{address ?? port}</Link>,
      },
      networkColumn(text.network, ({ floating_network_id: id }) => id, names.network),
      { key: 'project', title: text.project, cell: ({ tenant_id: project }) => <bdi>{project}</bdi> },
    ],
    details: [
      {
        key: 'router',
        title: text.router,
        cell: ({ router_id: id }) =>
          id === null ? common.none : <Link to={`/networks/routers/${id}`}>{id}</Link>,
      },
    ],
    create: {
      title: text.createFloatingIp,
      act: {
        title: text.createFloatingIp,
        fields: [
          {
            name: 'floating_network_id',
            label: text.network,
            kind: 'choice',
            isRequired: true,
            emptyText: text.choose,
            options: names.networks
              .filter((network) => network['router:external'])
              .map((network) => ({ value: network.id, text: names.nameOfNetwork(network) })),
          },
        ],
        submitText: text.create,
        run: (values) => createOne(FLOATING_IPS, createAttributes(values)),
        done: text.created(text.floatingAddress),
      },
    },
    actions: (row, ask) => [
      row.port_id === null
        ? { title: text.associate, onClick: () => associate(row, ask), ...guard }
        : { title: text.disassociate, onClick: () => ask(disassociate(row)), ...guard },
      { title: common.delete, onClick: () => ask(remove(row)), isDanger: true, ...guard },
    ],
    empty: { title: text.noFloatingIps, body: text.noFloatingIpsBody, icon: GlobeIcon },
  };
}
