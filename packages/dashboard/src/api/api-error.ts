/** What the API refused, in its own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Such as `VipNotFound`. */
  readonly type: string;
  readonly detail: string;
  readonly requestId: string | undefined;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.status = refusal.status;
    this.type = refusal.type;
    this.detail = refusal.detail ?? '';
    this.requestId = refusal.requestId;
  }
}

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly detail?: string;
  readonly requestId?: string | undefined;
}

const REQUEST_ID = 'x-openstack-request-id';

/** The API's error body, `{"NeutronError": {...}}`, or what stands in for it when something in between answered. */
export function refusalOf(answer: Response, body: unknown): ApiError {
  const told = neutronError(body);
  return new ApiError({
    status: answer.status,
    type: told?.type ?? 'Error',
    message: told?.message ?? `${answer.status} ${answer.statusText}`.trim(),
    detail: told?.detail ?? '',
    requestId: answer.headers.get(REQUEST_ID) ?? undefined,
  });
}

function neutronError(body: unknown): { type: string; message: string; detail: string } | undefined {
  const [error] = isRecord(body) ? Object.values(body) : [];
  if (typeof error === 'string') return { type: 'Error', message: error, detail: '' };
  if (!isRecord(error) || typeof error['message'] !== 'string') return undefined;
  return {
    type: typeof error['type'] === 'string' ? error['type'] : 'Error',
    message: error['message'],
    detail: typeof error['detail'] === 'string' ? error['detail'] : '',
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whatever was thrown, as an error that a screen can show. */
export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError({
        status: 0,
        type: 'Error',
        message: error instanceof Error ? error.message : String(error),
      });
