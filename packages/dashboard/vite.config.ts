import { fileURLToPath } from 'node:url';
import { type Rolldown, defineConfig } from 'vite';
import { firstScreen } from './build/first-screen.ts';
import { leanThemes } from './build/lean-themes.ts';
import { precompress } from './build/precompress.ts';
import { shortNames } from './build/short-names.ts';

/** The server that `npm run dev` passes calls of the API on to. */
const API = process.env['LBAAS_API'] ?? 'http://127.0.0.1:9696';

/** Libraries mark their modules for servers that render React; there is none here. */
const exceptDirectives: Rolldown.RolldownOptions['onLog'] = (level, log, handle) => {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
};

/**
 * What the first screen needs is few files, however many screens share parts of it. React DOM makes errors while it is
 * set up, and for each V8 reads the whole file anew that it is set up in: so it has one of its own.
 */
const FIRST: Rolldown.CodeSplittingGroup[] = [
  { name: 'main', test: /\/src\/main\.ts$/, priority: 3 },
  { name: 'root', test: /\/src\/app\/root\.ts$/, priority: 2 },
  { name: 'start', test: /\/src\/app\/start\.tsx$/, priority: 1 },
];

const PATTERNFLY = fileURLToPath(new URL('../../node_modules/@patternfly', import.meta.url));
const SHORT_NAMES = shortNames({
  styles: [`${PATTERNFLY}/react-styles/css`, `${PATTERNFLY}/react-core/dist/styles`],
  scripts: [
    fileURLToPath(new URL('src', import.meta.url)),
    ...['react-core/dist/esm', 'react-table/dist/esm', 'react-tokens/tokens'].map(
      (path) => `${PATTERNFLY}/${path}`,
    ),
  ],
});

export default defineConfig({
  base: '/ui/',
  plugins: [firstScreen('/src/app/start.tsx'), precompress()],
  css: { postcss: { plugins: [leanThemes, SHORT_NAMES] } },
  build: {
    target: 'es2023',
    // Nothing is inlined: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Of what is bundled; the packages of the distribution bring it along.
    license: { fileName: 'licences.md' },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      checks: { pluginTimings: false },
      onLog: exceptDirectives,
      output: { codeSplitting: { groups: FIRST } },
    },
  },
  server: { proxy: { '/v2.0': API, '/ui/session': API } },
});
