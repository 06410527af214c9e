import type { Contraction } from './judge-upgrade.ts';

/** What migrations since the version before take away. An entry goes once a version without it is given out. */
export const CONTRACTED: readonly Contraction[] = [];
