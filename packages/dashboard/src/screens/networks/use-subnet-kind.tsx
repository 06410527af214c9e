import NetworkWiredIcon from '@patternfly/react-icons/icons/network-wired-icon';
import { SUBNETS, type Subnet } from '../../api/networks.ts';
import { createOne, deleteOne, updateOne } from '../../api/resources.ts';
import { type Act, type Field, changesOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { nameColumn, networkColumn } from './linked-columns.tsx';
import { subnetAttributes, updateAttributes } from './attributes.ts';
import type { Kind } from './kind.ts';
import { useChangeGuard } from './use-change-guard.ts';
import { useNames } from './use-names.ts';

export function useSubnetKind(): Kind<Subnet> {
  const { common, networks: text } = useText();
  const names = useNames();
  const guard = useChangeGuard();
  const nameOf = ({ id, name, cidr }: Subnet): string => name || cidr || common.unnamed(id);
  const settings: readonly Field[] = [
    { name: 'allocation_pools', label: text.pools, kind: 'area', hint: text.poolsHint },
    { name: 'dns_nameservers', label: text.dns, kind: 'area', hint: text.dnsHint },
    { name: 'enable_dhcp', label: text.dhcp, kind: 'switch' },
  ];
  const createFields: readonly Field[] = [
    {
      name: 'network_id',
      label: text.network,
      kind: 'choice',
      isRequired: true,
      emptyText: text.choose,
      options: names.networks.map((network) => ({ value: network.id, text: names.nameOfNetwork(network) })),
    },
    { name: 'name', label: common.name, kind: 'text' },
    { name: 'cidr', label: text.cidr, kind: 'text', isRequired: true, hint: text.cidrHint },
    { name: 'gateway_ip', label: text.gateway, kind: 'text', hint: text.gatewayHint },
    ...settings,
  ];
  const editFields: readonly Field[] = [
    { name: 'name', label: common.name, kind: 'text' },
    { name: 'gateway_ip', label: text.gateway, kind: 'text', hint: text.gatewayEditHint },
    ...settings,
  ];
  const edit = (subnet: Subnet): Act => {
    const initial = {
      name: subnet.name,
      gateway_ip: subnet.gateway_ip ?? '',
      allocation_pools: poolsOf(subnet).join('\n'),
      dns_nameservers: subnet.dns_nameservers.join('\n'),
      enable_dhcp: String(subnet.enable_dhcp),
    };
    return {
      title: text.edit(nameOf(subnet)),
      fields: editFields,
      initial,
      submitText: common.save,
      run: (values) => updateOne(SUBNETS, subnet.id, updateAttributes(changesOf(initial, values))),
      done: text.saved(nameOf(subnet)),
    };
  };
  const remove = (subnet: Subnet): Act => ({
    title: text.deleteTitle(nameOf(subnet)),
    intro: text.deleteSubnet,
    submitText: common.delete,
    isDanger: true,
    run: () => deleteOne(SUBNETS, subnet.id),
    done: text.deleted(nameOf(subnet)),
  });
  return {
    resource: SUBNETS,
    path: '/networks/subnets',
    title: text.subnets,
    nameOf,
    sortKey: 'name',
    filter: { name: 'name', label: text.filterName },
    columns: [
      nameColumn({ title: common.name, path: '/networks/subnets', nameOf }),
      networkColumn(text.network, ({ network_id: id }) => id, names.network),
      { key: 'cidr', title: text.cidr, sortKey: 'cidr', cell: ({ cidr }) => cidr },
      { key: 'gateway', title: text.gateway, cell: ({ gateway_ip: ip }) => ip ?? text.noGateway },
      {
        key: 'dhcp',
        title: text.dhcp,
        cell: ({ enable_dhcp: on }) => (on ? common.enabled : common.disabled),
      },
      { key: 'project', title: text.project, cell: ({ tenant_id: project }) => <bdi>{project}</bdi> },
    ],
    details: [
      { key: 'version', title: text.ipVersion, cell: ({ ip_version: version }) => version },
      { key: 'pools', title: text.pools, cell: (row) => <Lines lines={poolsOf(row)} /> },
      { key: 'dns', title: text.dns, cell: (row) => <Lines lines={row.dns_nameservers} /> },
    ],
    create: {
      title: text.createSubnet,
      act: {
        title: text.createSubnet,
        fields: createFields,
        initial: { enable_dhcp: 'true' },
        submitText: text.create,
        run: (values) => createOne(SUBNETS, subnetAttributes(values)),
        done: text.created(text.subnet),
      },
    },
    actions: (row, ask) => [
      { title: common.edit, onClick: () => ask(edit(row)), ...guard },
      { title: common.delete, onClick: () => ask(remove(row)), isDanger: true, ...guard },
    ],
    empty: { title: text.noSubnets, body: text.noSubnetsBody, icon: NetworkWiredIcon },
  };
}

const poolsOf = ({ allocation_pools: pools }: Subnet): readonly string[] =>
  pools.map(({ start, end }) => `${start}-${end}`);

function Lines({ lines }: { readonly lines: readonly string[] }) {
  const { common } = useText();
  if (lines.length === 0) return common.none;
  return lines.map((line) => <div key={line}>{line}</div>);
}
