import { type ApiError, ERRORS, type ErrorCode, type Params, fill } from '../../usecases/errors.ts';

/** How a dialect says a refusal; what is left out is as the table of errors has it. */
export interface Wording {
  /** The name that programs match. @default the code */
  readonly type?: string;
  readonly status?: number;
  /** A template. */
  readonly message?: string;
  /** What the template is filled with, where it asks for more than the parameters of the error. */
  readonly params?: (params: Params) => Params;
}

export type Wordings = Readonly<Partial<Record<ErrorCode, Wording>>>;

/** A refusal as a dialect says it. */
export interface WireError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

export function wireError(wordings: Wordings, { code, params }: ApiError): WireError {
  const wording = wordings[code] ?? {};
  const { status, type, message } = templateOf(code, wording);
  return { status, type, message: fill(message, wording.params?.(params) ?? params) };
}

/** Every refusal that a dialect knows, with its template; the first of those that share a status and a type. */
export function wireErrors(wordings: Wordings): readonly WireError[] {
  // The cast: Object.keys forgets the names.
  const templates = (Object.keys(ERRORS) as ErrorCode[]).map((code) =>
    templateOf(code, wordings[code] ?? {}),
  );
  return templates.filter(
    ({ status, type }, index) =>
      templates.findIndex((other) => other.status === status && other.type === type) === index,
  );
}

const templateOf = (code: ErrorCode, { type = code, status, message }: Wording): WireError => ({
  status: status ?? ERRORS[code].status,
  type,
  message: message ?? ERRORS[code].message,
});
