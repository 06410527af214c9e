import { randomUUID } from 'node:crypto';
import type { MonitorType } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';

export interface HealthMonitorInput {
  readonly projectId: string;
  readonly type: MonitorType;
  /** Seconds; at least `timeout`. */
  readonly delay: number;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly httpMethod: string;
  readonly urlPath: string;
  readonly expectedCodes: string;
  readonly adminStateUp: boolean;
}

const INSERT_MONITOR = `
INSERT INTO health_monitors (id, project_id, type, delay, timeout, max_retries, http_method, url_path,
  expected_codes, admin_state_up)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/** A monitor alone concerns no device. @throws ApiError DelayOrTimeoutInvalid */
export async function createHealthMonitor(
  tx: Tx,
  context: CallContext,
  input: HealthMonitorInput,
): Promise<string> {
  refuseShortDelay(input);
  const id = randomUUID();
  const { projectId, type, delay, timeout, maxRetries, httpMethod, urlPath, expectedCodes, adminStateUp } =
    input;
  const http = [httpMethod, urlPath, expectedCodes];
  await tx.query(INSERT_MONITOR, [id, projectId, type, delay, timeout, maxRetries, ...http, adminStateUp]);
  audit(tx, context, { action: 'create', resourceType: 'health_monitor', resourceId: id, body: input });
  return id;
}

export function refuseShortDelay({
  delay,
  timeout,
}: {
  readonly delay: number;
  readonly timeout: number;
}): void {
  if (delay < timeout) throw apiError('DelayOrTimeoutInvalid');
}
