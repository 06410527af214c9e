import { Label } from '@patternfly/react-core';
import NetworkIcon from '@patternfly/react-icons/icons/network-icon';
import { Link } from 'wouter';
import { NETWORKS, type Network } from '../../api/networks.ts';
import { createOne, deleteOne, updateOne } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { type Act, type Field, changesOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { nameColumn } from './linked-columns.tsx';
import { createAttributes, updateAttributes } from './attributes.ts';
import type { Kind } from './kind.ts';
import { useChangeGuard } from './use-change-guard.ts';

export function useNetworkKind(): Kind<Network> {
  const { common, networks: text } = useText();
  const isAdmin = useSession().role === 'admin';
  const guard = useChangeGuard();
  const nameOf = ({ id, name }: Network): string => name || common.unnamed(id);
  const fields: readonly Field[] = [
    { name: 'name', label: common.name, kind: 'text' },
    { name: 'mtu', label: text.mtu, kind: 'text', hint: text.mtuHint },
    ...(isAdmin
      ? ([
          { name: 'shared', label: text.shared, kind: 'switch' },
          { name: 'router:external', label: text.external, kind: 'switch' },
        ] as const)
      : []),
  ];
  const providerFields: readonly Field[] = isAdmin
    ? [
        {
          name: 'provider:network_type',
          label: text.providerType,
          kind: 'choice',
          emptyText: text.byDefault,
          options: ['flat', 'vlan', 'vxlan', 'local'].map((value) => ({ value, text: value })),
        },
        { name: 'provider:physical_network', label: text.providerPhysical, kind: 'text' },
        { name: 'provider:segmentation_id', label: text.providerSegment, kind: 'text' },
      ]
    : [];
  const edit = (network: Network): Act => {
    const initial = {
      name: network.name,
      mtu: String(network.mtu),
      ...(isAdmin
        ? { shared: String(network.shared), 'router:external': String(network['router:external']) }
        : {}),
    };
    return {
      title: text.edit(nameOf(network)),
      fields,
      initial,
      submitText: common.save,
      run: (values) => updateOne(NETWORKS, network.id, updateAttributes(changesOf(initial, values))),
      done: text.saved(nameOf(network)),
    };
  };
  const remove = (network: Network): Act => ({
    title: text.deleteTitle(nameOf(network)),
    intro:
      network.subnets.length === 0 ? text.deleteNetworkAlone : text.deleteNetwork(network.subnets.length),
    submitText: common.delete,
    isDanger: true,
    run: () => deleteOne(NETWORKS, network.id),
    done: text.deleted(nameOf(network)),
  });
  return {
    resource: NETWORKS,
    path: '/networks',
    title: text.networks,
    nameOf,
    sortKey: 'name',
    filter: { name: 'name', label: text.filterName },
    columns: [
      nameColumn({ title: common.name, path: '/networks', nameOf }),
      {
        key: 'subnets',
        title: text.subnets,
        isNumber: true,
        cell: ({ id, subnets }) => <Link to={`/networks/subnets?network_id=${id}`}>{subnets.length}</Link>,
      },
      { key: 'properties', title: text.properties, cell: (row) => <Properties network={row} /> },
      ...(isAdmin
        ? [{ key: 'provider', title: text.provider, cell: (row: Network) => <bdi>{providerOf(row)}</bdi> }]
        : []),
      { key: 'mtu', title: text.mtu, isNumber: true, cell: ({ mtu }) => mtu },
      { key: 'project', title: text.project, cell: ({ tenant_id: project }) => <bdi>{project}</bdi> },
    ],
    details: [],
    create: {
      title: text.createNetwork,
      act: {
        title: text.createNetwork,
        fields: [...fields, ...providerFields],
        initial: {},
        submitText: text.create,
        run: (values) => createOne(NETWORKS, createAttributes(values)),
        done: text.created(text.network),
      },
    },
    actions: (row, ask) => [
      { title: common.edit, onClick: () => ask(edit(row)), ...guard },
      { title: common.delete, onClick: () => ask(remove(row)), isDanger: true, ...guard },
    ],
    empty: { title: text.noNetworks, body: text.noNetworksBody, icon: NetworkIcon },
  };
}

function Properties({ network }: { readonly network: Network }) {
  const { common, networks: text } = useText();
  const words = [
    ...(network['router:external'] ? [text.external] : []),
    ...(network.shared ? [text.shared] : []),
    ...(network.admin_state_up ? [] : [common.disabled]),
  ];
  if (words.length === 0) return common.none;
  return (
    <span className="lb-labels">
      {words.map((word) => (
        <Label key={word} variant="outline">
          {word}
        </Label>
      ))}
    </span>
  );
}

/** `vlan office 100`. */
const providerOf = (network: Network): string =>
  [
    network['provider:network_type'],
    network['provider:physical_network'],
    network['provider:segmentation_id'],
  ]
    .filter((part) => part !== undefined && part !== null)
    .join(' ');
