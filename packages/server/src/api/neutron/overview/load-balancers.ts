import { LB_METHODS, PROTOCOLS } from '@lbaas/common/domain';
import type { Liveness } from '../../../devices/index.ts';
import {
  IP_ADDRESS_SCHEMA,
  type JsonSchema,
  TEXT_SCHEMA,
  UUID_SCHEMA,
  exactly,
  listOf,
  orNull,
} from '../../http/json-schema.ts';
import type { AttributeMap } from '../../resource/attribute.ts';
import { toBoolean, toInt } from '../../resource/converters.ts';
import type { ListFilter, ResourceDefinition } from '../../resource/definition.ts';
import { isStorable } from '../../resource/validators.ts';
import type { Bind } from '../../resource/view.ts';
import { ID, STATUS, STATUS_DESCRIPTION } from '../common-attributes.ts';
import { PERSISTENCE_SHOWN } from '../lbaas-v1/session-persistence.ts';
import { TENANT_ID } from '../owner.ts';
import { loadBalancerView } from './load-balancer-view.ts';
import { SEVERITIES } from './severity-sql.ts';

const BOOLEAN: JsonSchema = { type: 'boolean' };
const PER_SECOND: JsonSchema = listOf({ type: ['number', 'null'], minimum: 0 });
const COUNT: JsonSchema = { type: 'integer', minimum: 0 };
const STATUS_SCHEMA = STATUS.shown ?? TEXT_SCHEMA;

const VIP = exactly({
  id: UUID_SCHEMA,
  name: TEXT_SCHEMA,
  address: IP_ADDRESS_SCHEMA,
  protocol: { type: 'string', enum: PROTOCOLS },
  protocol_port: { type: 'integer' },
  port_id: UUID_SCHEMA,
  subnet_id: UUID_SCHEMA,
  admin_state_up: BOOLEAN,
  connection_limit: { type: 'integer', minimum: -1 },
  session_persistence: PERSISTENCE_SHOWN,
  status: STATUS_SCHEMA,
});

const POOL = exactly({
  id: UUID_SCHEMA,
  name: TEXT_SCHEMA,
  protocol: { type: 'string', enum: PROTOCOLS },
  lb_method: { type: 'string', enum: LB_METHODS },
  subnet_id: orNull(UUID_SCHEMA),
  provider: TEXT_SCHEMA,
  status: STATUS_SCHEMA,
});

const ATTRIBUTES: AttributeMap = {
  id: { ...ID, description: 'that of its pool' },
  tenant_id: { ...TENANT_ID, post: false },
  name: { type: 'string' },
  description: { type: 'string' },
  admin_state_up: { type: 'boolean', convert: toBoolean },
  status: { ...STATUS, description: 'the worst of those of its pool and its VIP' },
  status_description: STATUS_DESCRIPTION,
  severity: {
    type: 'integer',
    convert: toInt,
    shown: { type: 'integer', enum: Object.values(SEVERITIES) },
    description: '0 fine; 1 pending; 2 degraded, a member is down; 3 in error, or no member serves',
  },
  since: {
    type: 'string',
    shown: { type: ['string', 'null'], format: 'date-time' },
    description: 'when what its status is made of has last changed',
  },
  vip: { type: 'composite', shown: { anyOf: [VIP, { type: 'null' }] } },
  listeners: { type: 'composite', shown: listOf(VIP) },
  pools: { type: 'composite', shown: listOf(POOL) },
  floating_ip_address: { type: 'ip', shown: orNull(IP_ADDRESS_SCHEMA) },
  floating_ip_id: { type: 'uuid', shown: orNull(UUID_SCHEMA) },
  members_total: { type: 'integer', shown: COUNT },
  members_up: { type: 'integer', shown: COUNT, description: 'that take connections now' },
  members_disabled: { type: 'integer', shown: COUNT },
  health_monitors: { type: 'composite', shown: listOf(UUID_SCHEMA) },
  provider: { type: 'string' },
  agent_host: {
    type: 'string',
    adminRead: true,
    shown: orNull(TEXT_SCHEMA),
    description: 'host that runs it',
  },
  traffic: {
    type: 'composite',
    shown: exactly({
      step: { type: 'integer', description: 'seconds' },
      until: { type: 'string', format: 'date-time' },
      requests: PER_SECOND,
      connections: PER_SECOND,
    }),
    description: 'the last ten minutes, per second; null where nothing is known',
  },
};

/** Of an address or an id; any other text is in neither. */
const HEX_PART = /^[0-9a-f:.-]+$/i;

const has = (sql: string, part: string): string => `strpos(lower(${sql}), lower(${part})) > 0`;

/** Addresses are looked through once, not once a row. */
const textIn = (
  part: string,
): string => `(${has('p.name', part)} OR ${has('l.name', part)} OR ${has('lb.id::text', part)}
  OR lb.vip_port_id IN (SELECT qa.port_id FROM ip_allocations qa WHERE ${has('host(qa.ip_address)', part)})
  OR lb.vip_port_id IN (SELECT qf.fixed_port_id FROM floating_ips qf
    JOIN ip_allocations qa ON qa.port_id = qf.floating_port_id WHERE ${has('host(qa.ip_address)', part)}))`;

const namedLike = (part: string): string => `(${has('p.name', part)} OR ${has('l.name', part)})`;

function matching(text: string, bind: Bind): string {
  if (!isStorable(text)) return 'FALSE';
  const part = `${bind(text)}::text`;
  return HEX_PART.test(text) ? textIn(part) : namedLike(part);
}

const anyOf = (conditions: readonly string[]): string => `(${conditions.join(' OR ')})`;

const FILTERS: Readonly<Record<string, ListFilter>> = {
  q: {
    description: 'a part of the name, the id, the address or the floating IP; case does not matter',
    schema: TEXT_SCHEMA,
    condition: (values, bind) => anyOf(values.map((value) => matching(value, bind))),
  },
  problem: {
    description: 'true: severity 2 and 3; false: the others',
    schema: BOOLEAN,
    condition: (values) =>
      anyOf(values.map((value) => `sv.severity ${toBoolean(value) ? '>=' : '<'} ${SEVERITIES.degraded}`)),
  },
};

/** /lb/loadbalancers: pool, VIP, members and monitors in one object. Its parts are changed where they are served. */
export const loadBalancerResource = (liveness: Liveness): ResourceDefinition => ({
  singular: 'loadbalancer',
  collection: 'loadbalancers',
  prose: { one: 'load balancer', many: 'load balancers' },
  path: '/lb/loadbalancers',
  notFound: 'LoadBalancerNotFound',
  attributes: ATTRIBUTES,
  view: loadBalancerView(liveness),
  filters: FILTERS,
});
