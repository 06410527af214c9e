import { requestApi } from '../api/api-client.ts';

/** What the example reads of an object of the API. */
export interface Created {
  readonly id: string;
  readonly address?: string;
  readonly port_id?: string;
  readonly floating_ip_address?: string;
  readonly status?: string;
  readonly status_description?: string | null;
}

export type Call = (path: string, body: object) => Promise<Created>;

/** The calls of one caller. */
export interface ExampleCalls {
  /** POST below `/v2.0/`. @returns the object in the answer */
  readonly create: Call;
  /** PUT below `/v2.0/`. @returns the answer, or the object in it */
  readonly change: Call;
  readonly show: (path: string) => Promise<Created>;
}

export function callsOf(url: string, headers: Record<string, string>): ExampleCalls {
  const call = async (method: string, below: string, body?: object): Promise<Created> => {
    const path = `/v2.0/${below}`;
    const answer = await requestApi(url, { method, path, body, headers });
    if (answer.status > 299) {
      throw new Error(`${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    const [first] = Object.values(answer.body as Record<string, Created>);
    return typeof first === 'object' ? first : (answer.body as Created);
  };
  return {
    create: (path, body) => call('POST', path, body),
    change: (path, body) => call('PUT', path, body),
    show: (path) => call('GET', path),
  };
}
