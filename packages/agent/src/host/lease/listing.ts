import type { NftListing } from '../nft/index.ts';
import { LEASE_MARKER, LEASE_RULES } from './table.ts';

/** The lease as the kernel has it. */
export interface ObservedLease {
  /** The table is there, whatever is in it. */
  readonly present: boolean;
  /** It is as this version makes it. */
  readonly intact: boolean;
  /** Undefined when there is none, or when it has lapsed. */
  readonly held: { readonly seconds: number; readonly leftSeconds: number } | undefined;
  readonly leased: ReadonlySet<string>;
  readonly silent: ReadonlySet<string>;
}

export const NO_LEASE: ObservedLease = {
  present: false,
  intact: false,
  held: undefined,
  leased: new Set(),
  silent: new Set(),
};

type Listed = string | number | { readonly elem: { readonly timeout?: number; readonly expires?: number } };

/** Of `nft -j list table`. Pure. */
export function observedLease(listing: NftListing): ObservedLease {
  const chains = new Set(listing.map(({ chain }) => chain?.['name']));
  const rules = listing.filter(({ rule }) => rule !== undefined);
  const elements = (name: string): readonly Listed[] =>
    // nft gives the elements of a set as a list, and leaves an empty one out.
    (listing.find(({ set }) => set?.['name'] === name)?.['set']?.['elem'] ?? []) as readonly Listed[];
  return {
    present: true,
    intact: chains.has(LEASE_MARKER) && rules.length === LEASE_RULES,
    held: elements('lease').map(heldOf)[0],
    leased: new Set(elements('leased').map(String)),
    silent: new Set(elements('silent').map(String)),
  };
}

function heldOf(listed: Listed): ObservedLease['held'] {
  const { timeout = 0, expires = 0 } = typeof listed === 'object' ? listed.elem : {};
  return { seconds: timeout, leftSeconds: expires };
}
