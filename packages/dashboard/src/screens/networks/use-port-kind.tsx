import LinkIcon from '@patternfly/react-icons/icons/link-icon';
import { Link } from 'wouter';
import { PORTS, type Port } from '../../api/networks.ts';
import { createOne, deleteOne, updateOne } from '../../api/resources.ts';
import { type Act, type Field, changesOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { nameColumn, networkColumn } from './linked-columns.tsx';
import { portAttributes, updateAttributes } from './attributes.ts';
import type { Kind } from './kind.ts';
import { NetworkStatusLabel } from './network-status-label.tsx';
import { useChangeGuard } from './use-change-guard.ts';
import { useNames } from './use-names.ts';

export function usePortKind(): Kind<Port> {
  const { common, networks: text } = useText();
  const names = useNames();
  const guard = useChangeGuard();
  const nameOf = ({ id, name }: Port): string => name || common.unnamed(id);
  const nameField: Field = { name: 'name', label: common.name, kind: 'text' };
  const upField: Field = { name: 'admin_state_up', label: text.adminUp, kind: 'switch' };
  const ownerOf = ({ device_owner: owner }: Port): string => {
    if (owner === '') return text.nobody;
    return (text.owners as Readonly<Record<string, string>>)[owner] ?? owner;
  };
  const edit = (port: Port): Act => {
    const initial = { name: port.name, admin_state_up: String(port.admin_state_up) };
    return {
      title: text.edit(nameOf(port)),
      fields: [nameField, upField],
      initial,
      submitText: common.save,
      run: (values) => updateOne(PORTS, port.id, updateAttributes(changesOf(initial, values))),
      done: text.saved(nameOf(port)),
    };
  };
  const remove = (port: Port): Act => ({
    title: text.deleteTitle(nameOf(port)),
    intro: text.deletePort,
    submitText: common.delete,
    isDanger: true,
    run: () => deleteOne(PORTS, port.id),
    done: text.deleted(nameOf(port)),
  });
  return {
    resource: PORTS,
    path: '/networks/ports',
    title: text.ports,
    nameOf,
    sortKey: 'name',
    filter: { name: 'name', label: text.filterName },
    columns: [
      nameColumn({ title: common.name, path: '/networks/ports', nameOf }),
      {
        key: 'addresses',
        title: text.addresses,
        cell: ({ fixed_ips: ips }) =>
          ips.map(({ ip_address: address }) => <div key={address}>{address}</div>),
      },
      networkColumn(text.network, ({ network_id: id }) => id, names.network),
      { key: 'usedBy', title: text.usedBy, cell: (row) => <bdi>{ownerOf(row)}</bdi> },
      {
        key: 'status',
        title: common.status,
        sortKey: 'status',
        cell: (row) => <NetworkStatusLabel status={row.status} name={nameOf(row)} />,
      },
    ],
    details: [
      { key: 'mac', title: text.mac, cell: ({ mac_address: mac }) => mac },
      {
        key: 'subnets',
        title: text.subnets,
        cell: ({ fixed_ips: ips }) =>
          ips.map(({ subnet_id: id }) => (
            <div key={id}>
              <Link to={`/networks/subnets/${id}`}>
                <bdi>{names.subnet(id)}</bdi>
              </Link>
            </div>
          )),
      },
      { key: 'host', title: text.host, cell: (row) => row['binding:host_id'] || common.none },
      { key: 'project', title: text.project, cell: ({ tenant_id: project }) => project || common.none },
    ],
    create: {
      title: text.createPort,
      act: {
        title: text.createPort,
        fields: [
          {
            name: 'network_id',
            label: text.network,
            kind: 'choice',
            isRequired: true,
            emptyText: text.choose,
            options: names.networks.map((network) => ({
              value: network.id,
              text: names.nameOfNetwork(network),
            })),
          },
          nameField,
          { name: 'ip_address', label: text.address, kind: 'text', hint: text.addressHint },
        ],
        submitText: text.create,
        run: (values) => createOne(PORTS, portAttributes(values)),
        done: text.created(text.port),
      },
    },
    actions: (row, ask) => [
      { title: common.edit, onClick: () => ask(edit(row)), ...guard },
      { title: common.delete, onClick: () => ask(remove(row)), isDanger: true, ...guard },
    ],
    empty: { title: text.noPorts, body: text.noPortsBody, icon: LinkIcon },
  };
}
