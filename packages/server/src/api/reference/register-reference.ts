import type { FastifyInstance } from 'fastify';
import { apiError } from '../../usecases/errors.ts';
import type { ApiPart } from '../api-part.ts';
import { CachedDocument } from './cached-document.ts';
import { openApiDocument } from './open-api.ts';
import { type Viewer, isViewerFile, loadViewer } from './viewer.ts';

/** Nothing comes from another host. The viewer sets styles in its elements. */
const SAFE = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** The document, and a page to read it; open to everybody, since neither shows anything of what there is. */
export function registerReference(app: FastifyInstance, modules: readonly ApiPart[]): void {
  let document: CachedDocument | undefined;
  // `.json` is cut off before routing.
  app.get('/v2.0/openapi', async (request, reply) => {
    document ??= new CachedDocument(
      'application/json; charset=UTF-8',
      JSON.stringify(openApiDocument(modules)),
    );
    return document.send(request, reply);
  });
  registerViewer(app);
}

/** Its files are read when they are asked for the first time, and kept. */
function registerViewer(app: FastifyInstance): void {
  let loading: Promise<Viewer> | undefined;
  const viewer = (): Promise<Viewer> => (loading ??= loadViewer());
  app.get('/docs', async (request, reply) => (await viewer()).page.send(request, reply.headers(SAFE)));
  app.get<{ Params: { file: string } }>('/docs/:file', async (request, reply) => {
    const { file } = request.params;
    if (!isViewerFile(file)) throw apiError('HTTPNotFound');
    return (await viewer()).files[file].send(request, reply.headers(SAFE));
  });
}
