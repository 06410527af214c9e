import { eventually } from '@lbaas/common/runtime';
import { requestApi } from '../api/api-client.ts';

/** What the example reads of an object of the API. */
export interface Created {
  readonly id: string;
  readonly address?: string;
  readonly port_id?: string;
  readonly floating_ip_address?: string;
  readonly status?: string;
  readonly status_description?: string | null;
  readonly health_monitors?: readonly string[];
}

/** The API, and the headers of its callers. */
export interface ExampleApi {
  readonly url: string;
  readonly admin: Record<string, string>;
  readonly member: Record<string, string>;
}

export type Call = (path: string, body: object) => Promise<Created>;

/** The calls of one caller. */
export interface ExampleCalls {
  /** POST below `/v2.0/`. @returns the object in the answer */
  readonly create: Call;
  /** PUT below `/v2.0/`. @returns the answer, or the object in it */
  readonly change: Call;
  readonly show: (path: string) => Promise<Created>;
  /** The first object of a collection that has these values. */
  readonly find: (path: string, values: Readonly<Record<string, string>>) => Promise<Created | undefined>;
  /** The first object of a collection that is like the wanted one in these attributes; made when there is none. */
  readonly ensure: (path: string, attributes: readonly string[], body: Wrapped) => Promise<Created>;
}

/** The body of a create: an object under its name. */
export type Wrapped = Readonly<Record<string, object>>;

export function callsOf(url: string, headers: Record<string, string>): ExampleCalls {
  const request = async (method: string, below: string, body?: object): Promise<unknown> => {
    const path = `/v2.0/${below}`;
    const answer = await requestApi(url, { method, path, body, headers });
    if (answer.status <= 299) return answer.body;
    throw new Error(`${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  const call = async (method: string, below: string, body?: object): Promise<Created> => {
    const answer = await request(method, below, body);
    const first = wrappedIn<Created | string>(answer);
    return typeof first === 'object' ? first : (answer as Created);
  };
  const create: Call = (path, body) => call('POST', path, body);
  const find: ExampleCalls['find'] = async (path, values) => {
    const query = new URLSearchParams(values).toString();
    return wrappedIn<readonly Created[]>(await request('GET', `${path}?${query}`))?.[0];
  };
  return {
    create,
    change: (path, body) => call('PUT', path, body),
    show: (path) => call('GET', path),
    find,
    ensure: async (path, attributes, body) => {
      const wanted = wrappedIn<Record<string, unknown>>(body);
      const values = Object.fromEntries(attributes.map((name) => [name, String(wanted?.[name])]));
      return (await find(path, values)) ?? create(path, body);
    },
  };
}

/** The cast: the API wraps each answer in an object with one key, whose name depends on the path. */
const wrappedIn = <T>(body: unknown): T | undefined => Object.values(body as Record<string, T>)[0];

/** @throws Error with the status and its reason when one of the objects is not ACTIVE in time */
export async function waitUntilActive(
  { show }: ExampleCalls,
  paths: readonly string[],
  withinMs: number,
): Promise<void> {
  for (const path of paths) {
    await eventually(
      async () => {
        const { status, status_description: reason } = await show(path);
        if (status !== 'ACTIVE') throw new Error(`${path} is ${status}: ${reason ?? 'no reason given'}`);
      },
      { withinMs },
    );
  }
}
