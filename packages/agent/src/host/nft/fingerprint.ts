import { createHash } from 'node:crypto';

export type NftObject = Readonly<Record<string, unknown>>;

/** What `nft -j list` prints: each entry is an object with one key, the type of the thing. */
export type NftListing = readonly Readonly<Record<string, NftObject>>[];

/** @throws SyntaxError when it is not nft's JSON */
export const parseListing = (json: string): NftListing =>
  (JSON.parse(json) as { readonly nftables: NftListing }).nftables;

export interface Lasting {
  /** Sets and maps whose elements are compared by themselves. */
  readonly isOwnSet: (name: string) => boolean;
  /** Chains that carry facts in their names. */
  readonly isMarker: (chain: string) => boolean;
}

/** They change with every packet, or when the same thing is made again. */
const PASSING = new Set(['handle', 'packets', 'bytes']);

/** A digest of rules as the kernel shows them, without what changes by itself or is compared otherwise. Pure. */
export function fingerprintOf(listing: NftListing, { isOwnSet, isMarker }: Lasting): string {
  const lasting = listing.flatMap((entry) =>
    Object.entries(entry)
      .filter(([type, { name }]) => type !== 'metainfo' && !(type === 'chain' && isMarker(String(name))))
      .map(([type, thing]) => {
        const isOwn = isOwnSet(String(thing['name']));
        const kept = Object.entries(thing).filter(([key]) => !PASSING.has(key) && !(isOwn && key === 'elem'));
        return [type, Object.fromEntries(kept)];
      }),
  );
  return createHash('sha256').update(JSON.stringify(lasting)).digest('hex');
}
