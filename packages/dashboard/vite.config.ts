import { type Rolldown, defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';

/** The server that `npm run dev` passes calls of the API on to. */
const API = process.env['LBAAS_API'] ?? 'http://127.0.0.1:9696';

/** Libraries mark their modules for servers that render React; there is none here. */
const exceptDirectives: Rolldown.RolldownOptions['onLog'] = (level, log, handle) => {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
};

export default defineConfig({
  base: '/ui/',
  plugins: [precompress()],
  build: {
    target: 'es2023',
    // Nothing is inlined: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Of what is bundled; the packages of the distribution bring it along.
    license: { fileName: 'licences.md' },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { checks: { pluginTimings: false }, onLog: exceptDirectives },
  },
  server: { proxy: { '/v2.0': API, '/ui/session': API } },
});
