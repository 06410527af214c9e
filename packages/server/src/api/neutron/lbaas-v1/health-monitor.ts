import { CONFIG_ALPHABETS, MONITOR_TYPES } from '@lbaas/common/domain';
import {
  type HealthMonitorInput,
  createHealthMonitor,
} from '../../../usecases/balancing/create-health-monitor.ts';
import { deleteHealthMonitor } from '../../../usecases/balancing/delete-health-monitor.ts';
import {
  type HealthMonitorChanges,
  updateHealthMonitor,
} from '../../../usecases/balancing/update-health-monitor.ts';
import type { Attribute, AttributeMap } from '../../resource/attribute.ts';
import { toInt } from '../../resource/converters.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { described } from '../../http/json-schema.ts';
import { quote } from '../../resource/quote.ts';
import { REVISION_NUMBER } from '../../resource/revision.ts';
import { TENANT_ID } from '../owner.ts';
import { oneOf, pattern, range } from '../../resource/validators.ts';
import { ADMIN_STATE_UP, ID, associationsShown } from '../common-attributes.ts';
import type { Liveness } from '../../../devices/index.ts';
import { healthMonitorView } from './health-monitor-view.ts';

/** HAProxy counts in milliseconds, in 31 bits. */
const MAX_SECONDS = 2_147_483;

const seconds: Attribute = {
  type: 'integer',
  post: true,
  put: true,
  required: true,
  convert: toInt,
  validate: range(1, MAX_SECONDS),
  example: 5,
};

const HTTP_ONLY = 'shown for HTTP and HTTPS only';
const isMethod = pattern(CONFIG_ALPHABETS.httpMethod, 16);
const isCodes = pattern(CONFIG_ALPHABETS.expectedCodes, 64);

const ATTRIBUTES: AttributeMap = {
  id: ID,
  tenant_id: TENANT_ID,
  type: { type: 'string', post: true, required: true, validate: oneOf(MONITOR_TYPES), example: 'HTTP' },
  delay: seconds,
  timeout: seconds,
  max_retries: { ...seconds, validate: range(1, 10), example: 3 },
  http_method: {
    type: 'string',
    post: true,
    put: true,
    default: 'GET',
    validate: described({ ...isMethod.schema, not: { const: 'CONNECT' } }, checkMethod),
    isPartial: true,
    description: HTTP_ONLY,
  },
  url_path: {
    type: 'string',
    post: true,
    put: true,
    default: '/',
    validate: pattern(CONFIG_ALPHABETS.urlPath),
    isPartial: true,
    description: HTTP_ONLY,
  },
  expected_codes: {
    type: 'string',
    post: true,
    put: true,
    default: '200',
    validate: described(isCodes.schema, expectedCodes),
    isPartial: true,
    description: HTTP_ONLY,
  },
  admin_state_up: ADMIN_STATE_UP,
  pools: { type: 'composite', shown: associationsShown('pool_id') },
  revision_number: REVISION_NUMBER,
};

export const healthMonitorResource = (
  liveness: Liveness,
): ResourceDefinition<HealthMonitorInput, HealthMonitorChanges> => ({
  singular: 'health_monitor',
  collection: 'health_monitors',
  path: '/lb/health_monitors',
  dryRun: true,
  notFound: 'HealthMonitorNotFound',
  attributes: ATTRIBUTES,
  view: healthMonitorView(liveness),
  create: createHealthMonitor,
  update: updateHealthMonitor,
  remove: deleteHealthMonitor,
});

/** A range from high to low would hold no code. */
function expectedCodes(value: unknown): string | undefined {
  const reason = isCodes(value);
  if (reason !== undefined) return reason;
  const [low, high] = String(value).split('-').map(Number);
  return high !== undefined && Number(low) > high ? `${quote(value)} is an empty range` : undefined;
}

/** CONNECT asks for a tunnel: its target is no path, and what answers it does not tell whether a member serves. */
function checkMethod(value: unknown): string | undefined {
  return isMethod(value) ?? (value === 'CONNECT' ? 'CONNECT cannot be used for a health check' : undefined);
}
