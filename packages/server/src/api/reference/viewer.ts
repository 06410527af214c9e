import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CachedDocument } from './cached-document.ts';

const CSS = 'text/css; charset=UTF-8';
const SCRIPT = 'text/javascript; charset=UTF-8';

/** The files that the page asks for: those of the viewer, and ours. */
const FILES = {
  'swagger-ui.css': CSS,
  'favicon-32x32.png': 'image/png',
  'swagger-ui-bundle.js': SCRIPT,
  'start.js': SCRIPT,
} as const;

export type ViewerFile = keyof typeof FILES;

export const isViewerFile = (name: string): name is ViewerFile => Object.hasOwn(FILES, name);

/** The files by name, and the page that shows the document with them; it names the version of each. */
export interface Viewer {
  readonly page: CachedDocument;
  readonly files: Readonly<Record<ViewerFile, CachedDocument>>;
}

/**
 * Reads the viewer's files, 1.7 MB. Its Fastify plugin would cost 0.1 s and 5 MB at each start of a server.
 * @param start the script that opens the documents in the viewer
 */
export async function loadViewer(start: string): Promise<Viewer> {
  const entries = await Promise.all(
    Object.entries(FILES).map(async ([name, type]) => [
      name,
      new CachedDocument(type, name === 'start.js' ? start : await contentOf(name)),
    ]),
  );
  // The cast: every name has its entry.
  const files = Object.fromEntries(entries) as Viewer['files'];
  return { files, page: new CachedDocument('text/html; charset=UTF-8', page(files)) };
}

function page(files: Viewer['files']): string {
  const address = (name: ViewerFile): string => `/docs/${name}?v=${files[name].version}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<title>LBaaS API</title>
<link rel="stylesheet" href="${address('swagger-ui.css')}">
<link rel="icon" href="${address('favicon-32x32.png')}">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${address('swagger-ui-bundle.js')}"></script>
<script src="${address('start.js')}"></script>
</body>
</html>
`;
}

const require = createRequire(import.meta.url);

const contentOf = (name: string): Promise<Buffer> =>
  readFile(join(dirname(require.resolve('@fastify/swagger-ui')), 'static', name));
