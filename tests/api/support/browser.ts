import type { App } from './lbaas-v1-client.ts';

export interface PageAnswer {
  readonly status: number;
  readonly body: PageBody;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface PageBody {
  readonly auth?: string;
  readonly session?: SessionBody | null;
  readonly projects?: readonly { readonly id: string; readonly name: string }[];
  readonly NeutronError?: { readonly type: string; readonly message: string };
  readonly [key: string]: unknown;
}

interface SessionBody {
  readonly user: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly role: string;
  readonly all_projects: boolean;
  readonly expires_at: string;
  readonly can_change_project: boolean;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Headers = Readonly<Record<string, string>>;

/** The web page in a browser: it keeps the cookie, and sends its header. */
export class Browser {
  /** As the header of that name has it; '' without one. */
  cookie = '';
  /** The attributes of the newest one. */
  setCookie = '';
  app: App;

  constructor(app: App, cookie = '') {
    this.app = app;
    this.cookie = cookie;
  }

  get = (path: string, headers?: Headers): Promise<PageAnswer> => this.send('GET', path, undefined, headers);

  post = (path: string, body?: unknown, headers?: Headers): Promise<PageAnswer> =>
    this.send('POST', path, body, headers);

  put = (path: string, body?: unknown): Promise<PageAnswer> => this.send('PUT', path, body);

  delete = (path: string): Promise<PageAnswer> => this.send('DELETE', path);

  signIn = (body: object, headers?: Headers): Promise<PageAnswer> => this.post('/ui/session', body, headers);

  /** @param headers of which an empty one is left out */
  async send(method: Method, url: string, body?: unknown, headers: Headers = {}): Promise<PageAnswer> {
    const all = { 'x-lbaas-page': '1', cookie: this.cookie, ...headers };
    const answer = await this.app.inject({
      method,
      url,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { statusCode: status } = answer;
    const set = answer.headers['set-cookie'];
    if (set !== undefined) this.#keep(String(set));
    return { status, headers: answer.headers, body: JSON.parse(answer.body || '{}') as PageBody };
  }

  #keep(set: string): void {
    this.setCookie = set;
    const [pair = ''] = set.split(';');
    this.cookie = pair.endsWith('=') ? '' : pair;
  }
}
