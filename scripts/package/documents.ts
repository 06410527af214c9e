import { gzipSync } from 'node:zlib';
import type { PackedFile } from './file-tree.ts';
import { manPage } from './man-page.ts';
import { type Program, commandManual, settingsManual } from './manuals.ts';

/** Without a time or a name in it. */
export const compressed = (text: string): Uint8Array => gzipSync(text, { level: 9 });

/** The manuals of a program, where man(1) looks for them. */
export const manualFiles = (program: Program, dated: { version: string; epoch: number }): PackedFile[] =>
  [commandManual(program, dated), settingsManual(program, dated)].map((page) => ({
    path: `usr/share/man/man${page.section}/${page.name}.${page.section}.gz`,
    content: compressed(manPage(page)),
  }));
