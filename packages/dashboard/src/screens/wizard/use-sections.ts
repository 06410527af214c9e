import {
  subnetOptions,
  useFields,
  useFloatingIpOptions,
  useProviders,
  useSubnets,
} from '../../balancing/index.ts';
import type { Field, Values } from '../../forms/index.ts';
import { checks } from '../../rules/index.ts';
import { useText } from '../../text/index.ts';

/** Fields that are folded; the heading says what they are set to. */
export interface Fold {
  readonly key: string;
  readonly heading: string;
  readonly fields: readonly Field[];
}

export interface Section {
  readonly key: 'front' | 'members' | 'monitor' | 'reach';
  readonly title: string;
  readonly fields: readonly Field[];
  readonly folds: readonly Fold[];
}

const isChecked = (values: Values): boolean => values['monitor'] !== 'false';

const whenChecked = (field: Field): Field => ({
  ...field,
  isShown: (values) => isChecked(values) && (field.isShown?.(values) ?? true),
});

/** The questions of the wizard in their order. */
export function useSections(values: Values): readonly Section[] {
  const { wizard: text, balancing, forms } = useText();
  const field = useFields();
  const subnets = useSubnets();
  const providers = useProviders();
  const floatingIps = useFloatingIpOptions();
  const cidr = subnets.find(({ id }) => id === values['subnet_id'])?.cidr;
  const of = (name: string): string => values[name] ?? '';
  const method = of('lb_method') as keyof typeof balancing.methodShort;
  const persistence = of('session_persistence') as keyof typeof balancing.persistenceTypes | '';
  const front: Section = {
    key: 'front',
    title: text.frontTitle,
    fields: [
      { ...field.name, label: text.name, hint: text.nameHint },
      {
        name: 'subnet_id',
        label: text.subnet,
        kind: 'choice',
        isRequired: true,
        options: subnetOptions(subnets),
        emptyText: forms.choose,
        hint: text.subnetHint,
      },
      { ...field.protocol, label: text.listenOn },
      field.port,
    ],
    folds: [
      { key: 'method', heading: text.balancing(balancing.methodShort[method]), fields: [field.method] },
      {
        key: 'address',
        heading: text.address(of('address').trim() || balancing.anyAddress),
        fields: [
          {
            name: 'address',
            label: balancing.address,
            kind: 'text',
            hint: balancing.vipAddressHint,
            check: checks.vipAddress(cidr),
          },
        ],
      },
      {
        key: 'persistence',
        heading: text.persistence(
          persistence === '' ? balancing.persistenceNone : balancing.persistenceTypes[persistence],
        ),
        fields: [field.persistence, field.cookie],
      },
      {
        key: 'limit',
        heading: text.limit(of('connection_limit') === '-1' ? balancing.noLimit : of('connection_limit')),
        fields: [field.limit],
      },
      {
        key: 'more',
        heading: text.more,
        fields: [
          field.description,
          {
            name: 'provider',
            label: balancing.provider,
            kind: 'choice',
            hint: balancing.providerHint,
            options: providers
              .filter((each) => !each.default)
              .map(({ name }) => ({ value: name, text: name })),
            emptyText: providers.find((each) => each.default)?.name ?? balancing.noProvider,
          },
        ],
      },
    ],
  };
  const monitor: Section = {
    key: 'monitor',
    title: text.monitorTitle,
    fields: [
      { name: 'monitor', label: text.withMonitor, kind: 'switch', hint: text.withMonitorHint },
      ...[field.type, field.urlPath].map(whenChecked),
    ],
    folds: isChecked(values)
      ? [
          {
            key: 'timing',
            heading: text.timing(of('delay'), of('timeout'), of('max_retries')),
            fields: [field.delay, field.timeout, field.retries, field.httpMethod, field.codes],
          },
        ]
      : [],
  };
  const reach: Section = {
    key: 'reach',
    title: text.reachTitle,
    fields: [
      {
        name: 'floatingip_id',
        label: text.floatingIp,
        kind: 'choice',
        options: floatingIps,
        emptyText: text.floatingIpNone,
        hint: floatingIps.length === 0 ? balancing.noFloatingIp : balancing.floatingIpHint,
      },
    ],
    folds: [],
  };
  const members: Section = { key: 'members', title: text.membersTitle, fields: [], folds: [] };
  return [front, members, monitor, reach];
}
