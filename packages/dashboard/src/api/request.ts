import { call } from './call.ts';

interface Request {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: unknown;
  /** The same key gets the first answer again: a repeat creates nothing. */
  readonly key?: string;
}

/** One changing call. @returns the object in the answer; empty when there is none */
export async function request({ method, path, body, key }: Request): Promise<Record<string, unknown>> {
  const headers = key === undefined ? {} : { 'Idempotency-Key': key };
  const answer = await call<Record<string, Record<string, unknown>> | undefined>(method, path, {
    body,
    headers,
  });
  return Object.values(answer ?? {})[0] ?? {};
}
