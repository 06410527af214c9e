import type { en } from './en/index.ts';

/** Every text of the page. The other languages are of this type, so a missing text fails the check of types. */
export type Texts = typeof en;
