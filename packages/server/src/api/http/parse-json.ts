import { type ApiError, apiError } from '../../usecases/errors.ts';

/** Bodies are JSON whatever their content type says. An empty one is none. */
export function parseJson(text: string, done: (error: ApiError | null, body?: unknown) => void): void {
  if (text.trim() === '') {
    done(null, undefined);
    return;
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    done(apiError('MalformedRequestBody', { reason: 'it is not JSON' }));
    return;
  }
  done(null, body);
}
