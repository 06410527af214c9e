import { ERRORS } from './error-table.ts';

export { ERRORS };

export type ErrorCode = keyof typeof ERRORS;

type Placeholder<T extends string> = T extends `${string}{${infer Name}}${infer Tail}`
  ? Name | Placeholder<Tail>
  : never;

/** What the message template of an error asks for. */
export type ErrorParams<C extends ErrorCode> = Readonly<
  Record<Placeholder<(typeof ERRORS)[C]['message']>, string | number>
>;

type ParamsOf<C extends ErrorCode> = keyof ErrorParams<C> extends never ? [] : [ErrorParams<C>];

export type Params = Readonly<Record<string, string | number>>;

/** An expected refusal. Callers match `code`, never the text. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly params: Params;

  constructor(code: ErrorCode, params: Params, options?: ErrorOptions) {
    super(fill(ERRORS[code].message, params), options);
    this.code = code;
    this.params = params;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get retryable(): boolean {
    const row = ERRORS[this.code];
    return 'retryable' in row && row.retryable;
  }
}

/** An ApiError whose parameters the compiler checks against the message template. */
export function apiError<C extends ErrorCode>(code: C, ...[params]: ParamsOf<C>): ApiError {
  return new ApiError(code, params ?? {});
}

/** A message template with its parameters. */
export const fill = (template: string, params: Params): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
