import { TLSSocket } from 'node:tls';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requirePage } from '../auth/cross-site.ts';
import { SESSION_COOKIE, sessionSecretOf } from '../auth/session-cookie.ts';
import { sendJson } from '../http/call.ts';
import { parseJson } from '../http/parse-json.ts';
import type { Begun, Client, PageSessions } from './page-sessions.ts';

/** A token of Keystone or a password, and names. */
const BODY_LIMIT = 16_384;

/** `/session` below the prefix of `door`: who is signed in, for the page alone. */
export function registerSessionRoutes(door: FastifyInstance, sessions: PageSessions): void {
  void door.register(
    async (room) => {
      await room.register(cookie);
      room.removeAllContentTypeParsers();
      room.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
        parseJson(String(body), done),
      );
      room.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store');
        requirePage(request);
      });
      room.get('/', async (request, reply) => sendJson(reply, 200, await sessions.show(clientOf(request))));
      room.get('/projects', async (request, reply) =>
        sendJson(reply, 200, await sessions.projects(clientOf(request))),
      );
      room.post('/', async (request, reply) =>
        sendBegun(request, reply, 201, await sessions.signIn(clientOf(request), request.body)),
      );
      room.put('/', async (request, reply) =>
        sendBegun(request, reply, 200, await sessions.change(clientOf(request), request.body)),
      );
      room.delete('/', async (request, reply) => {
        await sessions.end(clientOf(request));
        reply.clearCookie(SESSION_COOKIE, { ...ATTRIBUTES, secure: isSecure(request) });
        return sendJson(reply, 204, undefined);
      });
    },
    { prefix: '/session' },
  );
}

const ATTRIBUTES = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

const clientOf = ({ headers, socket }: FastifyRequest): Client => ({
  headers,
  address: socket.remoteAddress ?? '',
  secret: sessionSecretOf(headers),
});

function sendBegun(request: FastifyRequest, reply: FastifyReply, status: number, begun: Begun): FastifyReply {
  const { secret, expiresAtMs, view } = begun;
  const expires = new Date(expiresAtMs);
  reply.setCookie(SESSION_COOKIE, secret, { ...ATTRIBUTES, secure: isSecure(request), expires });
  return sendJson(reply, status, view);
}

/** TLS ends here, or in front of the server: then the browser names the origin, and proxies the protocol. */
const isSecure = ({ headers, raw }: FastifyRequest): boolean =>
  raw.socket instanceof TLSSocket ||
  headers.origin?.startsWith('https://') === true ||
  headers['x-forwarded-proto'] === 'https';
