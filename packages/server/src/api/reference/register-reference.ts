import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { apiError } from '../../usecases/errors.ts';
import type { ApiPart } from '../api-part.ts';
import { openApiDocument } from './open-api.ts';

/** The viewer's files that its page asks for. */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=UTF-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=UTF-8'],
  ['favicon-32x32.png', 'image/png'],
]);

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<title>LBaaS API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** A list of the operations that links can lead into, with the schemas folded away. */
const START = `SwaggerUIBundle({
  url: '/v2.0/openapi.json',
  dom_id: '#swagger-ui',
  docExpansion: 'list',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
});
`;

/** Nothing comes from another host. The viewer sets styles in its elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/**
 * The document, and a page to read it; open to everybody, since it tells nothing of what there is. The files of the
 * viewer are read when they are asked for: its Fastify plugin costs 0.1 s and 5 MB at each start of a server.
 */
export function registerReference(app: FastifyInstance, modules: readonly ApiPart[]): void {
  let document: string | undefined;
  // `.json` is cut off before routing.
  app.get('/v2.0/openapi', async (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(modules));
    return reply.header('content-type', 'application/json; charset=UTF-8').send(document);
  });
  app.get('/docs', async (_request, reply) => sendSafely(reply, 'text/html; charset=UTF-8', PAGE));
  app.get('/docs/start.js', async (_request, reply) =>
    sendSafely(reply, 'text/javascript; charset=UTF-8', START),
  );
  app.get<{ Params: { asset: string } }>('/docs/:asset', async ({ params }, reply) => {
    const type = ASSETS.get(params.asset);
    if (type === undefined) throw apiError('HTTPNotFound');
    return sendSafely(reply, type, createReadStream(join(viewerDirectory(), params.asset)));
  });
}

const sendSafely = (reply: FastifyReply, type: string, body: unknown): FastifyReply =>
  reply
    .header('content-type', type)
    .header('content-security-policy', POLICY)
    .header('x-content-type-options', 'nosniff')
    .send(body);

const require = createRequire(import.meta.url);

const viewerDirectory = (): string => join(dirname(require.resolve('@fastify/swagger-ui')), 'static');
