import type { LbMethod, MonitorType, Protocol } from '../api/objects.ts';
import type { Field, Option } from '../forms/index.ts';
import { checks } from '../rules/index.ts';
import { useText } from '../text/index.ts';

export const PROTOCOLS: readonly Protocol[] = ['HTTP', 'HTTPS', 'TCP'];
const METHODS: readonly LbMethod[] = ['ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP'];
const TYPES: readonly MonitorType[] = ['PING', 'TCP', 'HTTP', 'HTTPS'];
const PERSISTENCES = ['SOURCE_IP', 'HTTP_COOKIE', 'APP_COOKIE'] as const;

const isHttp = ({ type }: Readonly<Record<string, string>>): boolean => type === 'HTTP' || type === 'HTTPS';

const plain = (values: readonly string[]): readonly Option[] =>
  values.map((value) => ({ value, text: value }));

/** Each attribute as a field: its label, its sentence, and the API's rule for it. */
export function useFields() {
  const { balancing: text, common } = useText();
  const name: Field = { name: 'name', label: common.name, kind: 'text', check: checks.ofLength };
  return {
    name: { ...name, isRequired: true },
    optionalName: name,
    id: { name: 'id', label: common.id, kind: 'fixed' },
    description: { name: 'description', label: text.description, kind: 'text', check: checks.ofLength },
    adminUp: { name: 'admin_state_up', label: text.adminUp, kind: 'switch', hint: text.adminUpHint },
    protocol: {
      name: 'protocol',
      label: text.protocol,
      kind: 'choice',
      isRequired: true,
      options: plain(PROTOCOLS),
      hint: text.protocolHint,
    },
    method: {
      name: 'lb_method',
      label: text.method,
      kind: 'choice',
      isRequired: true,
      options: METHODS.map((value) => ({ value, text: text[value] })),
      hint: text.methodHint,
    },
    port: { name: 'protocol_port', label: text.port, kind: 'number', isRequired: true, check: checks.port },
    weight: {
      name: 'weight',
      label: text.weight,
      kind: 'number',
      isRequired: true,
      check: checks.weight,
      hint: text.weightHint,
    },
    limit: {
      name: 'connection_limit',
      label: text.connectionLimit,
      kind: 'number',
      isRequired: true,
      check: checks.connectionLimit,
      hint: text.connectionLimitHint,
    },
    persistence: {
      name: 'session_persistence',
      label: text.persistence,
      kind: 'choice',
      options: PERSISTENCES.map((value) => ({ value, text: text.persistenceTypes[value] })),
      emptyText: text.persistenceNone,
      hint: text.persistenceHint,
      check: (type, { protocol = 'HTTP' }) => checks.persistenceFor(protocol, type),
    },
    cookie: {
      name: 'cookie_name',
      label: text.cookieName,
      kind: 'text',
      isRequired: true,
      check: checks.cookieName,
      hint: text.cookieNameHint,
      isShown: ({ session_persistence: type }) => type === 'APP_COOKIE',
    },
    type: {
      name: 'type',
      label: text.type,
      kind: 'choice',
      isRequired: true,
      options: TYPES.map((value) => ({ value, text: text.types[value] })),
    },
    delay: {
      name: 'delay',
      label: text.delay,
      kind: 'number',
      isRequired: true,
      check: checks.seconds,
      hint: text.delayHint,
    },
    timeout: {
      name: 'timeout',
      label: text.timeout,
      kind: 'number',
      isRequired: true,
      hint: text.timeoutHint,
      check: (timeout, { delay = '' }) => checks.seconds(timeout) ?? checks.delayOf(delay, timeout),
    },
    retries: {
      name: 'max_retries',
      label: text.retries,
      kind: 'number',
      isRequired: true,
      check: checks.retries,
      hint: text.retriesHint,
    },
    httpMethod: {
      name: 'http_method',
      label: text.httpMethod,
      kind: 'text',
      isRequired: true,
      check: checks.httpMethod,
      isShown: isHttp,
    },
    urlPath: {
      name: 'url_path',
      label: text.urlPath,
      kind: 'text',
      isRequired: true,
      check: checks.urlPath,
      hint: text.urlPathHint,
      isShown: isHttp,
    },
    codes: {
      name: 'expected_codes',
      label: text.codes,
      kind: 'text',
      isRequired: true,
      check: checks.expectedCodes,
      hint: text.codesHint,
      isShown: isHttp,
    },
  } satisfies Record<string, Field>;
}
