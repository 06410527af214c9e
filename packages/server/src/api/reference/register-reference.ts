import type { FastifyInstance } from 'fastify';
import { apiError } from '../../usecases/errors.ts';
import { CachedDocument } from './cached-document.ts';
import { documentPath, openApiDocument } from './open-api.ts';
import type { ReferenceDialect } from './reference-dialect.ts';
import { type Viewer, isViewerFile, loadViewer } from './viewer.ts';

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
const SAFE = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

export interface DocumentedDialect extends ReferenceDialect {
  readonly routedUrl?: (url: string) => string;
}

/** The documents, and a page to read them; open to everybody, since neither shows anything of what there is. */
export function registerReference(app: FastifyInstance, dialects: readonly DocumentedDialect[]): void {
  for (const dialect of dialects) registerDocument(app, dialect);
  registerViewer(app, startOf(dialects));
}

function registerDocument(app: FastifyInstance, dialect: DocumentedDialect): void {
  const path = documentPath(dialect);
  let document: CachedDocument | undefined;
  app.get(dialect.routedUrl?.(path) ?? path, async (request, reply) => {
    document ??= new CachedDocument(
      'application/json; charset=UTF-8',
      JSON.stringify(openApiDocument(dialect)),
    );
    return document.send(request, reply);
  });
}

/** Its files are read when they are asked for the first time, and kept. */
function registerViewer(app: FastifyInstance, start: string): void {
  let loading: Promise<Viewer> | undefined;
  const viewer = (): Promise<Viewer> => (loading ??= loadViewer(start));
  app.get('/docs', async (request, reply) => (await viewer()).page.send(request, reply.headers(SAFE)));
  app.get<{ Params: { file: string } }>('/docs/:file', async (request, reply) => {
    const { file } = request.params;
    if (!isViewerFile(file)) throw apiError('HTTPNotFound');
    return (await viewer()).files[file].send(request, reply.headers(SAFE));
  });
}
