import type { Pool } from '../../api/objects.ts';
import { steps, subnetOptions, useFields, useProviders, useSubnets } from '../../balancing/index.ts';
import { ActDialog, type Field, type Values } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';

interface Close {
  readonly onClose: () => void;
}

export function AddPool({ onClose }: Close) {
  const { balancing: text, forms } = useText();
  const field = useFields();
  const subnets = useSubnets();
  const providers = useProviders();
  const provider: Field = {
    name: 'provider',
    label: text.provider,
    kind: 'choice',
    hint: text.providerHint,
    options: providers.filter((each) => !each.default).map(({ name }) => ({ value: name, text: name })),
    emptyText: providers.find((each) => each.default)?.name ?? text.noProvider,
  };
  const subnet: Field = {
    name: 'subnet_id',
    label: text.subnet,
    kind: 'choice',
    isRequired: true,
    hint: text.subnetHint,
    options: subnetOptions(subnets),
    emptyText: forms.choose,
  };
  return (
    <ActDialog
      title={text.addPool}
      submitText={text.addPool}
      fields={[field.name, field.description, provider, subnet, field.protocol, field.method, field.adminUp]}
      initial={{ protocol: 'HTTP', lb_method: 'ROUND_ROBIN', admin_state_up: 'true' }}
      stepsOf={(values) => [steps.addPool(values)]}
      done={text.created(text.pool)}
      onClose={onClose}
    />
  );
}

export function EditPool({ pool, onClose }: Close & { readonly pool: Pool }) {
  const { balancing: text } = useText();
  const field = useFields();
  const { id, name, description, lb_method, admin_state_up } = pool;
  const before: Values = { id, name, description, lb_method, admin_state_up: String(admin_state_up) };
  return (
    <ActDialog
      title={text.titleOf(text.editPool, name)}
      submitText={text.editPool}
      fields={[field.optionalName, field.id, field.description, field.method, field.adminUp]}
      initial={before}
      stepsOf={(values) => steps.editPool({ of: pool, before, values })}
      done={text.saved(name || text.pool)}
      onClose={onClose}
    />
  );
}
