import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** One answer; without any, the request hangs. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string goes as it is. */
  readonly body?: unknown;
}

export type FakeHandler = (request: IncomingMessage, body?: string) => FakeAnswer | 'hang' | 'reset';

/** What a real Keystone cannot be made to do. Counts what it is asked. */
export interface FakeKeystone {
  readonly url: string;
  /** Requests by method: POST is a login, GET a validation. */
  readonly asked: Record<'GET' | 'POST', number>;
  /** Replaces the behaviour of logins or validations. */
  login: FakeHandler;
  validation: FakeHandler;
  stop(): Promise<void>;
}

export const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

export const tokenBody = (fields: object = {}) => ({
  token: {
    expires_at: inAnHour(),
    user: { id: 'u1' },
    project: { id: 'p1' },
    roles: [{ name: 'member' }],
    ...fields,
  },
});

export const goodLogin =
  (token = 'ours', body: object = tokenBody()): FakeHandler =>
  () => ({ status: 201, headers: { 'x-subject-token': token }, body });

export const goodToken =
  (fields: object = {}): FakeHandler =>
  () => ({ status: 200, body: tokenBody(fields) });

/** What Keystone says to a token that it does not know. */
export const noSuchToken: FakeHandler = () => ({ status: 404, body: { error: { code: 404 } } });

export async function startFakeKeystone(): Promise<FakeKeystone> {
  const server = createServer(
    (request, response) => void answer(fake, request, response).catch(() => undefined),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const fake: FakeKeystone = {
    url: `http://127.0.0.1:${port}`,
    asked: { GET: 0, POST: 0 },
    login: goodLogin(),
    validation: goodToken(),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}

async function answer(fake: FakeKeystone, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method === 'POST' ? 'POST' : 'GET';
  fake.asked[method] += 1;
  const body = await text(request);
  const said = (method === 'POST' ? fake.login : fake.validation)(request, body);
  if (said === 'hang') return;
  if (said === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const { status, headers = {}, body: answered = '' } = said;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
}
