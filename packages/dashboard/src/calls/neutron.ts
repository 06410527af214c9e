import type { Caller } from './curl.ts';
import { quoted, variable, wantedOf } from './shell.ts';
import { type Body, type Ref, type Step, type Value, isRef } from './step.ts';

type Words = readonly string[];

/** Who cannot be named on its command line calls with what the client finds in the environment. */
export function neutronOf(steps: readonly Step[], caller: Caller): string {
  const owned = steps.map((step) => ownedBy(caller, step));
  return [...headOf(caller), '', ...owned.map((step) => lineOf(step, owned))].join('\n').concat('\n');
}

/** Without authentication the client is an admin of the project `admin`: it creates for another one by its option. */
function ownedBy({ auth, projectId }: Caller, step: Step): Step {
  if (auth !== 'noauth' || projectId === 'admin') return step;
  if (step.method !== 'POST' || step.kind === 'association') return step;
  return { ...step, body: { ...step.body, tenant_id: projectId } };
}

function headOf({ origin, auth }: Caller): Words {
  if (auth === 'noauth') return [`export OS_AUTH_TYPE=none OS_ENDPOINT=${quoted(origin)}`];
  if (auth === 'token')
    return [`export OS_AUTH_TYPE=admin_token OS_ENDPOINT=${quoted(origin)} OS_TOKEN='...'  # your token`];
  return ['# with your OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_PROJECT_NAME in the environment'];
}

function lineOf(step: Step, steps: readonly Step[]): string {
  const [name = '', ...rest] = commandOf(step);
  const wanted = wantedOf(step.key, steps);
  const plain = ['neutron', name, ...rest].join(' ');
  const [first, ...others] = wanted;
  if (first === undefined) return plain;
  const id = variable({ ref: step.key, field: 'id' });
  const created = `${id}=$(${['neutron', name, '-f value -c id', ...rest].join(' ')})`;
  const shown = [first, ...others]
    .filter((field) => field !== 'id')
    .map(
      (field) =>
        `${variable({ ref: step.key, field })}=$(neutron lb-${step.kind}-show -f value -c ${field} "$${id}")`,
    );
  return [created, ...shown].join('\n');
}

/** The name of the command and its words. */
export function commandOf(step: Step): Words {
  const { kind, method } = step;
  if (kind === 'association') return association(step);
  if (kind === 'floatingip') return floatingIp(step);
  const name = `lb-${kind === 'health_monitor' ? 'healthmonitor' : kind}`;
  if (method === 'DELETE') return [`${name}-delete`, target(step)];
  if (method === 'PUT') return [`${name}-update`, target(step), ...options(step.body ?? {}, 'update')];
  const { pool_id: pool, ...body } = step.body ?? {};
  // What has `nargs` would swallow the pool, so it comes before the options.
  return [`${name}-create`, ...(pool === undefined ? [] : [word(pool)]), ...options(body, 'create')];
}

/** The last part of the path. */
const target = ({ path }: Step): string => {
  const last = path.at(-1) ?? '';
  return isRef(last) ? word(last) : quoted(last.split('/').at(-1) ?? '');
};

/** `/v2.0/lb/pools/POOL/health_monitors[/MONITOR]`. */
function association(step: Step): Words {
  const [, pool = ''] = step.path;
  if (step.method === 'POST')
    return ['lb-healthmonitor-associate', word(step.body?.['id'] ?? ''), word(pool)];
  return ['lb-healthmonitor-disassociate', target(step), word(pool)];
}

function floatingIp(step: Step): Words {
  const { method, body = {} } = step;
  const { floating_network_id: network, port_id: portId, fixed_ip_address: fixed } = body;
  const address = fixed === undefined ? [] : ['--fixed-ip-address', word(fixed)];
  if (method === 'DELETE') return ['floatingip-delete', target(step)];
  if (method === 'PUT' && portId === null) return ['floatingip-disassociate', target(step)];
  if (method === 'PUT') return ['floatingip-associate', ...address, target(step), word(portId ?? '')];
  const port = portId === undefined || portId === null ? [] : ['--port-id', word(portId)];
  return ['floatingip-create', ...tenant(body), ...port, ...address, word(network ?? '')];
}

const tenant = ({ tenant_id: id }: Body): Words => (id === undefined ? [] : ['--tenant-id', word(id)]);

function options(body: Body, verb: 'create' | 'update'): Words {
  // A value of several words comes last: it ends where the next option begins.
  const { session_persistence: persistence, admin_state_up: isUp, ...plain } = body;
  return [
    ...Object.entries(plain).map(([name, value]) => optionOf(name, value)),
    ...adminState(isUp, verb),
    ...(persistence === undefined ? [] : persistenceOf(persistence)),
  ];
}

/** With `=`: a value may begin with a minus. */
const optionOf = (name: string, value: Value): string =>
  `--${name.replaceAll('_', '-')}=${isRef(value) ? word(value) : quoted(plain(value))}`;

function adminState(isUp: Value | undefined, verb: 'create' | 'update'): Words {
  if (isUp === undefined) return [];
  if (verb === 'update') return ['--admin-state-up', isUp === true ? 'True' : 'False'];
  return isUp === true ? [] : ['--admin-state-down'];
}

function persistenceOf(persistence: Value): Words {
  if (persistence === null || typeof persistence !== 'object' || !('type' in persistence))
    return ['--session-persistence', 'action=clear'];
  const { type, cookie_name: cookie } = persistence as Body;
  const name = cookie === undefined ? '' : `,cookie_name=${plain(cookie)}`;
  return ['--session-persistence', 'type=dict', quoted(`type=${plain(type ?? '')}${name}`)];
}

const word = (value: Value | Ref): string => (isRef(value) ? `"$${variable(value)}"` : quoted(plain(value)));

/** An attribute that is a list or an object has no place on this command line, but as JSON. */
const plain = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));
