import { requireAdmin } from '../../../usecases/agents/hosting-agent.ts';
import type { AttributeMap } from '../../resource/attribute.ts';
import { toInt } from '../../resource/converters.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { TEXT_SCHEMA, orNull } from '../../http/json-schema.ts';
import { wordOf } from '../../http/words.ts';
import { isPlainObject } from '../../resource/validators.ts';
import type { Row } from '../../resource/view.ts';
import { WORDS } from '../words.ts';

const text = { type: 'string' } as const;

const ATTRIBUTES: AttributeMap = {
  id: { type: 'integer', convert: toInt, description: 'rises with time' },
  at: {
    type: 'string',
    shown: { type: 'string', format: 'date-time' },
    description: 'when, UTC, RFC 3339',
  },
  request_id: { type: 'string', description: "the X-Openstack-Request-Id of the caller's request" },
  project_id: { type: 'string', description: 'project of the caller' },
  tenant_id: { type: 'string', description: 'the same' },
  user_id: {
    type: 'string',
    shown: orNull(TEXT_SCHEMA),
    description: 'the caller, where the authentication knows users',
  },
  action: { type: 'string', shown: { type: 'string', enum: ['create', 'update', 'delete'] } },
  resource_type: text,
  resource_id: text,
  body: { type: 'composite', description: 'what was asked for, after validation' },
};

/** What a bigint takes. */
const ENTRY_ID = /^\d{1,18}$/;

/** The model's word is stored. */
const RESOURCE_TYPE = `CASE al.resource_type ${Object.entries(WORDS)
  .map(([resource, word]) => `WHEN '${resource}' THEN '${word}'`)
  .join(' ')} ELSE al.resource_type END`;

/** The limits of a quota are stored by the model's words. */
function bodyOf({ body, audited }: Row): unknown {
  if (audited !== 'quota' || !isPlainObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, limit]) => [wordOf(WORDS, name), limit]));
}

/** /audit-log: who has changed what. For admins only; oldest first. */
export const auditLogResource: ResourceDefinition = {
  singular: 'audit_entry',
  collection: 'audit_log',
  path: '/audit-log',
  notFound: 'AuditEntryNotFound',
  attributes: ATTRIBUTES,
  view: {
    from: 'audit_log al',
    id: 'al.id',
    visible: (project) => `al.project_id = ${project}`,
    columns: {
      id: 'al.id',
      at: `to_char(al.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
      request_id: 'al.request_id',
      project_id: 'al.project_id',
      tenant_id: 'al.project_id',
      user_id: 'al.user_id',
      action: 'al.action',
      resource_type: RESOURCE_TYPE,
      resource_id: 'al.resource_id',
      body: { needs: { body: 'al.body', audited: 'al.resource_type' }, compute: bodyOf },
    },
  },
  isId: (id) => ENTRY_ID.test(id),
  alwaysPaged: true,
  authorize: (context) => requireAdmin(context, 'get_audit_log'),
};
