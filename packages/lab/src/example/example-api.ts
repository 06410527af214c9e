import { requestApi } from '../api/api-client.ts';

/** The API, and the headers of its callers. */
export interface ExampleApi {
  readonly url: string;
  readonly admin: Record<string, string>;
  readonly member: Record<string, string>;
}

/** What the example looks at in objects of all kinds. */
export interface ExampleObject {
  readonly id: string;
  readonly address?: string;
  readonly status?: string;
  readonly status_description?: string | null;
  readonly health_monitors?: readonly string[];
}

/**
 * The object that has these values; made when there is none, or when no values are given.
 * @throws Error when the API refuses it
 */
export async function findOrCreate(
  api: ExampleApi,
  collection: string,
  values: Readonly<Record<string, string>> | undefined,
  body: () => object,
): Promise<ExampleObject> {
  const path = `/v2.0/${collection}`;
  const found = values && (await find(api, `${path}?${new URLSearchParams(values).toString()}`));
  if (found !== undefined) return found;
  const call = { method: 'POST', path, body: body(), headers: api.member };
  const answer = await requestApi(api.url, call);
  if (answer.status === 201) return only<ExampleObject>(answer.body);
  throw new Error(`POST ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** An object as the API shows it now; undefined when it does not show one. */
export async function readObject(api: ExampleApi, path: string): Promise<ExampleObject | undefined> {
  const call = { method: 'GET', path: `/v2.0/${path}`, headers: api.member };
  return only<ExampleObject | undefined>((await requestApi(api.url, call)).body);
}

async function find(api: ExampleApi, path: string): Promise<ExampleObject | undefined> {
  const answer = await requestApi(api.url, { method: 'GET', path, headers: api.member });
  if (answer.status === 200) return only<readonly ExampleObject[]>(answer.body)[0];
  throw new Error(`GET ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** The cast: the API wraps each answer in an object with one key, whose name depends on the path. */
const only = <T>(body: unknown): T => Object.values(body as Record<string, T>)[0] as T;
