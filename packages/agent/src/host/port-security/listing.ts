import { type NftListing, type NftObject, fingerprintOf } from '../nft/index.ts';
import { type Element, type Guards, element } from './guarded-port.ts';
import { DIGEST, MARKERS, isMarker, isSet } from './table.ts';

/** The table as the kernel has it. */
export interface ObservedTable {
  /** It is there, made by these very rules, and nobody has changed them since. */
  readonly intact: boolean;
  readonly guards: Guards;
  /** Frames that were dropped; undefined without the table. */
  readonly dropped: number | undefined;
}

export const NO_TABLE: ObservedTable = { intact: false, guards: new Map(), dropped: undefined };

export const fingerprintOfTable = (listing: NftListing): string =>
  fingerprintOf(listing, { isOwnSet: isSet, isMarker });

/** Of `nft -j list table`. Pure. */
export function observedTable(listing: NftListing): ObservedTable {
  const chains = new Set(
    listing.flatMap(({ chain }) => (chain === undefined ? [] : [String(chain['name'])])),
  );
  const intact =
    chains.has(`${MARKERS.digest}${DIGEST}`) &&
    chains.has(`${MARKERS.listing}${fingerprintOfTable(listing)}`);
  const dropped = listing.find(({ counter }) => counter?.['name'] === 'dropped')?.['counter']?.['packets'];
  const guards = new Map<string, Set<Element>>();
  for (const { set } of listing) {
    if (set === undefined) continue;
    for (const [tap, text] of elementsIn(set)) guards.set(tap, (guards.get(tap) ?? new Set()).add(text));
  }
  return { intact, guards, dropped: dropped === undefined ? undefined : Number(dropped) };
}

type Listed = string | { readonly concat: readonly string[] };

function elementsIn(set: NftObject): (readonly [tap: string, text: Element])[] {
  const name = String(set['name']);
  if (!isSet(name)) return [];
  return ((set['elem'] ?? []) as readonly Listed[]).map((listed) => {
    const [tap = '', ...rest] = typeof listed === 'string' ? [listed] : listed.concat;
    return [tap, element(name, tap, ...rest)] as const;
  });
}
