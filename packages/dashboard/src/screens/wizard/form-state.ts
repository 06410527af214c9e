import type { Port } from '../../api/networks.ts';
import type { Values } from '../../forms/index.ts';
import { type Problem, type TypedMember, checks, membersOf, repeated } from '../../rules/index.ts';

/** What has been typed so far. */
export interface FormState {
  readonly values: Values;
  /** Members that are typed one by one. */
  readonly rows: readonly TypedMember[];
}

export const EMPTY_ROW: TypedMember = { address: '', port: '', weight: '1' };

export const INITIAL: FormState = {
  values: {
    name: '',
    description: '',
    provider: '',
    subnet_id: '',
    protocol: 'HTTP',
    protocol_port: '80',
    lb_method: 'ROUND_ROBIN',
    address: '',
    session_persistence: '',
    cookie_name: '',
    connection_limit: '-1',
    members_source: 'typed',
    members_port: '80',
    list: '',
    ports: '',
    monitor: 'true',
    type: 'HTTP',
    delay: '5',
    timeout: '3',
    max_retries: '3',
    http_method: 'GET',
    url_path: '/',
    expected_codes: '200',
    floatingip_id: '',
  },
  rows: [EMPTY_ROW],
};

const USUAL_PORT: Readonly<Record<string, string>> = { HTTP: '80', HTTPS: '443' };
/** A balancer in front of TLS can see that a port answers; what is behind it only with the member's certificate. */
const USUAL_CHECK: Readonly<Record<string, string>> = { HTTP: 'HTTP', HTTPS: 'TCP', TCP: 'TCP' };

/** A new value, and what goes by it as long as nobody has said otherwise. */
export function changed(state: FormState, name: string, value: string): FormState {
  const { values } = state;
  const next = { ...values, [name]: value };
  if (name !== 'protocol') return { ...state, values: next };
  const before = values['protocol'] ?? '';
  const follow = (field: string, usual: Readonly<Record<string, string>>): Values =>
    values[field] === usual[before] || values[field] === '' ? { [field]: usual[value] ?? '' } : {};
  const cookies = checks.persistenceFor(value, values['session_persistence'] ?? '');
  return {
    ...state,
    values: {
      ...next,
      ...follow('protocol_port', USUAL_PORT),
      ...follow('members_port', USUAL_PORT),
      ...follow('type', USUAL_CHECK),
      ...(cookies === undefined ? {} : { session_persistence: '' }),
    },
  };
}

export interface MembersFound {
  readonly members: readonly TypedMember[];
  /** By row for those that are typed, in the order of the lines for a list. */
  readonly problems: readonly Problem[];
}

/** Rows that nothing was typed into are left out. */
export function membersIn({ values, rows }: FormState, ports: readonly Port[]): MembersFound {
  const { members_port: port = '', list = '', members_source: source } = values;
  if (source === 'pasted') return membersOf(list, { port, weight: '1' });
  if (source === 'ports') return { members: behind(ports, values), problems: portProblems(port) };
  const typed = rows
    .filter(({ address }) => address.trim() !== '')
    .map((row) => ({ ...row, address: row.address.trim(), port: row.port.trim() || port }));
  const [twice] = repeated(typed);
  const problems = typed.map(problemOf).filter((problem) => problem !== undefined);
  return {
    members: typed,
    problems: twice === undefined ? problems : [...problems, { kind: 'twice', text: twice }],
  };
}

const portProblems = (port: string): readonly Problem[] => {
  const problem = checks.port(port);
  return problem === undefined ? [] : [problem];
};

export const problemOf = ({ address, port, weight }: TypedMember): Problem | undefined =>
  checks.memberAddress(address) ?? checks.port(port) ?? checks.weight(weight);

/** The address on the balancer's subnet where a port has one there. */
function behind(ports: readonly Port[], values: Values): readonly TypedMember[] {
  const chosen = new Set((values['ports'] ?? '').split(' '));
  return ports
    .filter(({ id }) => chosen.has(id))
    .map(({ fixed_ips: addresses }) => {
      const here = addresses.find(({ subnet_id: id }) => id === values['subnet_id']) ?? addresses[0];
      return { address: here?.ip_address ?? '', port: values['members_port'] ?? '', weight: '1' };
    });
}
