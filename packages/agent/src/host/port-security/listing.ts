import { type NftListing, type NftObject, fingerprintOf } from '../nft/index.ts';
import { type Element, type Guards, element } from './guarded-port.ts';
import { ipv6OfHex } from '../ip-text.ts';
import { ADVERTISED, DIGEST, MARKERS, isMarker, isSet } from './table.ts';

/** A host that has said that an IPv6 address is its own. */
export interface Advertiser {
  /** By which its frame came. */
  readonly link: string;
  readonly address: string;
  readonly macAddress: string;
}

/** The table as the kernel has it. */
export interface ObservedTable {
  /** It is there, made by these very rules, and nobody has changed them since. */
  readonly intact: boolean;
  readonly guards: Guards;
  /** Frames that were dropped; undefined without the table. */
  readonly dropped: number | undefined;
  readonly advertisers: readonly Advertiser[];
}

export const NO_TABLE: ObservedTable = {
  intact: false,
  guards: new Map(),
  dropped: undefined,
  advertisers: [],
};

export const fingerprintOfTable = (listing: NftListing): string =>
  fingerprintOf(listing, { isOwnSet: (name) => isSet(name) || name === ADVERTISED, isMarker });

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
  const advertisers = listing.flatMap(({ set }) => (set?.['name'] === ADVERTISED ? advertisersIn(set) : []));
  return { intact, guards, dropped: dropped === undefined ? undefined : Number(dropped), advertisers };
}

interface Timed {
  readonly elem: { readonly val: { readonly concat: readonly string[] } };
}

const advertisersIn = (set: NftObject): Advertiser[] =>
  ((set['elem'] ?? []) as readonly Timed[]).map(({ elem }) => {
    const [link = '', target = '', macAddress = ''] = elem.val.concat;
    return { link, address: ipv6OfHex(target), macAddress };
  });

type Listed = string | { readonly concat: readonly string[] };

function elementsIn(set: NftObject): (readonly [tap: string, text: Element])[] {
  const name = String(set['name']);
  if (!isSet(name)) return [];
  return ((set['elem'] ?? []) as readonly Listed[]).map((listed) => {
    const [tap = '', ...rest] = typeof listed === 'string' ? [listed] : listed.concat;
    return [tap, element(name, tap, ...rest)] as const;
  });
}
