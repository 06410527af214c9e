/** A request as it is sent. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const asked = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Asked => {
  if (body === undefined) return { method, url, headers };
  const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return { method, url, headers: { ...JSON_TYPE, ...headers }, body: sent };
};
