import type { Pool, Vip } from '../../api/objects.ts';
import type { FloatingIp } from '../../api/networks.ts';
import {
  nameOfPool,
  steps,
  subnetOptions,
  useFields,
  useFloatingIpOptions,
  usePools,
  useSubnets,
} from '../../balancing/index.ts';
import { ActDialog, type Field, type Values } from '../../forms/index.ts';
import { checks } from '../../rules/index.ts';
import { useText } from '../../text/index.ts';

interface Close {
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

export function AddVip({ pool, onClose }: Close & { readonly pool: Pool }) {
  const { balancing: text, common } = useText();
  const field = useFields();
  const subnets = useSubnets();
  const subnet: Field = {
    name: 'subnet_id',
    label: text.subnetOfVip,
    kind: 'choice',
    isRequired: true,
    options: subnetOptions(subnets),
    hint: text.subnetOfVipHint,
  };
  const address: Field = {
    name: 'address',
    label: text.address,
    kind: 'text',
    hint: text.vipAddressHint,
    check: (typed, { subnet_id: id }) =>
      checks.vipAddress(subnets.find((each) => each.id === id)?.cidr)(typed),
  };
  const fields = [
    field.name,
    field.description,
    subnet,
    address,
    field.port,
    field.protocol,
    field.persistence,
    field.cookie,
    field.limit,
    field.adminUp,
  ];
  return (
    <ActDialog
      title={text.titleOf(text.addVip, nameOfPool(pool, common))}
      submitText={text.addVip}
      fields={fields}
      initial={{
        subnet_id: pool.subnet_id,
        protocol: pool.protocol,
        protocol_port: pool.protocol === 'HTTPS' ? '443' : '80',
        connection_limit: '-1',
        admin_state_up: 'true',
      }}
      stepsOf={(values) => [steps.addVip(pool.id, values)]}
      done={text.created(text.vip)}
      onClose={onClose}
    />
  );
}

export function EditVip({ vip, onClose }: Close & { readonly vip: Vip }) {
  const { balancing: text, common } = useText();
  const field = useFields();
  const pools = usePools().filter(({ id, vip_id: other }) => id === vip.pool_id || other === null);
  const { id, name, description, pool_id, session_persistence: persistence, connection_limit } = vip;
  const before: Values = {
    id,
    name,
    description,
    pool_id,
    protocol: vip.protocol,
    session_persistence: persistence?.type ?? '',
    cookie_name: persistence?.cookie_name ?? '',
    connection_limit: String(connection_limit),
    admin_state_up: String(vip.admin_state_up),
  };
  const pool: Field = {
    name: 'pool_id',
    label: text.poolOfVip,
    kind: 'choice',
    isRequired: true,
    options: pools.map((each) => ({ value: each.id, text: nameOfPool(each, common) })),
    hint: text.poolOfVipHint,
  };
  const fields = [
    field.optionalName,
    field.id,
    field.description,
    pool,
    field.persistence,
    field.cookie,
    field.limit,
    field.adminUp,
  ];
  return (
    <ActDialog
      title={text.titleOf(text.editVip, name)}
      submitText={text.editVip}
      fields={fields}
      initial={before}
      stepsOf={(values) => steps.editVip({ of: vip, before, values })}
      done={text.saved(name || text.vip)}
      onClose={onClose}
    />
  );
}

interface VipAndIp extends Close {
  readonly vip: Vip;
  readonly floatingIp: FloatingIp | undefined;
}

export function DeleteVip({ vip, floatingIp, onClose, onDone }: VipAndIp) {
  const { balancing: text } = useText();
  const name = vip.name || vip.address;
  return (
    <ActDialog
      isDanger
      title={text.titleOf(text.deleteVip, name)}
      intro={text.vipIntro(name, `${vip.address}:${vip.protocol_port}`)}
      consequences={floatingIp === undefined ? [] : [text.vipFloatingIp(floatingIp.floating_ip_address)]}
      submitText={text.deleteVip}
      stepsOf={() => [steps.remove('vip', vip)]}
      done={text.deleted(name)}
      onClose={onClose}
      onDone={onDone}
    />
  );
}

export function AssociateFloatingIp({ vip, onClose }: Close & { readonly vip: Vip }) {
  const { balancing: text, forms } = useText();
  const options = useFloatingIpOptions();
  const field: Field = {
    name: 'floatingip_id',
    label: text.floatingIp,
    kind: 'choice',
    isRequired: true,
    options,
    emptyText: forms.choose,
    hint: options.length === 0 ? text.noFloatingIp : text.floatingIpHint,
  };
  return (
    <ActDialog
      title={text.titleOf(text.associateFloatingIp, vip.name || vip.address)}
      submitText={text.associate}
      fields={[field]}
      initial={{}}
      stepsOf={({ floatingip_id: chosen = '' }) => {
        const [from, id = ''] = chosen.split(' ');
        return [
          from === 'network' ? steps.addFloatingIp(id, vip.port_id) : steps.pointFloatingIp(id, vip.port_id),
        ];
      }}
      done={text.associated(text.floatingIp)}
      onClose={onClose}
    />
  );
}

export function DisassociateFloatingIp({ vip, floatingIp, onClose }: VipAndIp) {
  const { balancing: text } = useText();
  if (floatingIp === undefined) return null;
  const { id, floating_ip_address: address } = floatingIp;
  return (
    <ActDialog
      isDanger
      title={text.titleOf(text.disassociateFloatingIp, address)}
      intro={text.floatingIpOff(address)}
      submitText={text.disassociate}
      stepsOf={() => [steps.pointFloatingIp(id, null)]}
      undo={[steps.pointFloatingIp(id, vip.port_id)]}
      done={text.disassociated(address)}
      onClose={onClose}
    />
  );
}
