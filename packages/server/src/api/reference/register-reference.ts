import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { apiError } from '../../usecases/errors.ts';
import { documentPath, openApiDocument } from './open-api.ts';
import type { ReferenceDialect } from './reference-dialect.ts';

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
const startOf = (dialects: readonly ReferenceDialect[]): string => `SwaggerUIBundle({
  ${sourceOf(dialects)},
  dom_id: '#swagger-ui',
  docExpansion: 'list',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
});
`;

/** Several documents are chosen from by a list in the viewer. */
const sourceOf = (dialects: readonly ReferenceDialect[]): string =>
  dialects.length === 1
    ? `url: '${dialects.map(documentPath).join('')}'`
    : `urls: ${JSON.stringify(dialects.map((each) => ({ name: each.reference.title, url: documentPath(each) })))}`;

/** Nothing comes from another host. The viewer sets styles in its elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

export interface DocumentedDialect extends ReferenceDialect {
  readonly routedUrl?: (url: string) => string;
}

/**
 * The documents, and a page to read them; open to everybody, since they tell nothing of what there is. The files of the
 * viewer are read when they are asked for: its Fastify plugin costs 0.1 s and 5 MB at each start of a server.
 */
export function registerReference(app: FastifyInstance, dialects: readonly DocumentedDialect[]): void {
  for (const dialect of dialects) registerDocument(app, dialect);
  const start = startOf(dialects);
  app.get('/docs', async (_request, reply) => sendSafely(reply, 'text/html; charset=UTF-8', PAGE));
  app.get('/docs/start.js', async (_request, reply) =>
    sendSafely(reply, 'text/javascript; charset=UTF-8', start),
  );
  app.get<{ Params: { asset: string } }>('/docs/:asset', async ({ params }, reply) => {
    const type = ASSETS.get(params.asset);
    if (type === undefined) throw apiError('HTTPNotFound');
    return sendSafely(reply, type, createReadStream(join(viewerDirectory(), params.asset)));
  });
}

function registerDocument(app: FastifyInstance, dialect: DocumentedDialect): void {
  const path = documentPath(dialect);
  let document: string | undefined;
  app.get(dialect.routedUrl?.(path) ?? path, async (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(dialect));
    return reply.header('content-type', 'application/json; charset=UTF-8').send(document);
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
