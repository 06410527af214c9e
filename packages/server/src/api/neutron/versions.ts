import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendJson } from '../http/call.ts';

const CORE = [
  ['network', 'networks'],
  ['subnet', 'subnets'],
  ['port', 'ports'],
] as const;

/** The version documents, open to everybody. */
export function registerVersions(app: FastifyInstance): void {
  app.get('/', async (request, reply) => {
    const links = [{ rel: 'self', href: `${rootOf(request)}/v2.0` }];
    return sendJson(reply, 200, { versions: [{ id: 'v2.0', status: 'CURRENT', links }] });
  });
  app.get('/v2.0', async (request, reply) => {
    const resources = CORE.map(([name, collection]) => ({
      name,
      collection,
      links: [{ rel: 'self', href: `${rootOf(request)}/v2.0/${collection}` }],
    }));
    return sendJson(reply, 200, { resources });
  });
}

const rootOf = (request: FastifyRequest): string =>
  `${request.protocol}://${request.headers.host ?? 'localhost'}`;
