import type { HealthMonitor, Pool } from '../../api/objects.ts';
import { monitorName, nameOfPool, steps, useFields, useMonitors } from '../../balancing/index.ts';
import { ActDialog, type Field, type Values } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';

interface Close {
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

export function AddMonitor({ onClose }: Close) {
  const { balancing: text } = useText();
  const field = useFields();
  const fields = [
    field.type,
    field.delay,
    field.timeout,
    field.retries,
    field.httpMethod,
    field.urlPath,
    field.codes,
    field.adminUp,
  ];
  return (
    <ActDialog
      title={text.addMonitor}
      submitText={text.addMonitor}
      fields={fields}
      initial={{
        type: 'HTTP',
        delay: '5',
        timeout: '3',
        max_retries: '3',
        http_method: 'GET',
        url_path: '/',
        expected_codes: '200',
        admin_state_up: 'true',
      }}
      stepsOf={(values) => [steps.addMonitor(values)]}
      done={text.created(text.monitor)}
      onClose={onClose}
    />
  );
}

export function EditMonitor({ monitor, onClose }: Close & { readonly monitor: HealthMonitor }) {
  const { balancing: text } = useText();
  const field = useFields();
  const { id, type, delay, timeout, max_retries } = monitor;
  const before: Values = {
    id,
    type,
    delay: String(delay),
    timeout: String(timeout),
    max_retries: String(max_retries),
    http_method: monitor.http_method ?? '',
    url_path: monitor.url_path ?? '',
    expected_codes: monitor.expected_codes ?? '',
    admin_state_up: String(monitor.admin_state_up),
  };
  const fields: readonly Field[] = [
    { ...field.type, kind: 'fixed', isRequired: false },
    field.id,
    field.delay,
    field.timeout,
    field.retries,
    field.httpMethod,
    field.urlPath,
    field.codes,
    field.adminUp,
  ];
  const name = monitorName(monitor, text);
  return (
    <ActDialog
      title={text.titleOf(text.editMonitor, type)}
      submitText={text.editMonitor}
      fields={fields}
      initial={before}
      stepsOf={(values) => steps.editMonitor({ of: { id, name }, before, values })}
      done={text.saved(text.monitor)}
      onClose={onClose}
    />
  );
}

export function AssociateMonitor({ pool, onClose }: Close & { readonly pool: Pool }) {
  const { balancing: text, common, forms } = useText();
  const monitors = useMonitors().filter(({ id }) => !pool.health_monitors.includes(id));
  const field: Field = {
    name: 'id',
    label: text.monitor,
    kind: 'choice',
    isRequired: true,
    options: monitors.map((each) => ({ value: each.id, text: monitorName(each, text) })),
    emptyText: forms.choose,
  };
  return (
    <ActDialog
      title={text.titleOf(text.associateMonitor, nameOfPool(pool, common))}
      submitText={text.associate}
      fields={[field]}
      initial={{}}
      stepsOf={({ id = '' }) => [steps.associate(pool.id, id)]}
      done={text.associated(text.monitor)}
      onClose={onClose}
    />
  );
}

/** One of several is chosen; with one there is nothing to choose. */
export function DisassociateMonitor({ pool, onClose }: Close & { readonly pool: Pool }) {
  const { balancing: text, common, forms } = useText();
  const monitors = useMonitors().filter(({ id }) => pool.health_monitors.includes(id));
  const name = nameOfPool(pool, common);
  const [only] = pool.health_monitors;
  if (pool.health_monitors.length === 1 && only !== undefined)
    return (
      <ActDialog
        isDanger
        title={text.titleOf(text.disassociateMonitor, name)}
        intro={text.monitorOff(name)}
        consequences={monitors.map((each) => monitorName(each, text))}
        submitText={text.disassociate}
        stepsOf={() => [steps.disassociate(pool.id, only)]}
        undo={[steps.associate(pool.id, only)]}
        done={text.disassociated(text.monitor)}
        onClose={onClose}
      />
    );
  const field: Field = {
    name: 'id',
    label: text.monitor,
    kind: 'choice',
    isRequired: true,
    options: monitors.map((each) => ({ value: each.id, text: monitorName(each, text) })),
    emptyText: forms.choose,
    hint: text.monitorOff(name),
  };
  return (
    <ActDialog
      title={text.titleOf(text.disassociateMonitor, name)}
      submitText={text.disassociate}
      fields={[field]}
      initial={{}}
      stepsOf={({ id = '' }) => [steps.disassociate(pool.id, id)]}
      done={text.disassociated(text.monitor)}
      onClose={onClose}
    />
  );
}

export function DeleteMonitors({
  monitors,
  onClose,
  onDone,
}: Close & { readonly monitors: readonly HealthMonitor[] }) {
  const { balancing: text } = useText();
  const action = monitors.length === 1 ? text.deleteMonitor : text.deleteMonitors;
  const named = monitors.map((each) => ({ id: each.id, name: monitorName(each, text) }));
  return (
    <ActDialog
      isDanger
      title={action}
      intro={text.monitorsIntro(monitors.length)}
      consequences={named.map(({ name }) => name)}
      submitText={action}
      stepsOf={() => named.map((each) => steps.remove('health_monitor', each))}
      done={text.deleted(text.monitors)}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
