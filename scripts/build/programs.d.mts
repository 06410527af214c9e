import type { BuildOptions } from 'esbuild';

export declare const releaseOptionsOf: (
  name: 'server' | 'agent',
) => BuildOptions & { readonly write: false; readonly metafile: true };
