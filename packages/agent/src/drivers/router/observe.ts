import { type NftListing, type NftObject, fingerprintOf, parseListing } from '../../host/index.ts';
import type { Passed, Traffic } from '../traffic.ts';
import type { ObservedRouter } from './model.ts';
import type { RouterAnswer } from './sessions.ts';
import { FAMILIES, FORWARDED, type Family, MARKERS, countedOf, dnatOf, isMarker, snatOf } from './table.ts';

/** Of what a listing of the table has given. Pure. @throws SyntaxError when it is not nft's JSON */
export function observedRouter({ printed, forwarding, insider }: RouterAnswer): ObservedRouter {
  const [json] = printed;
  if (json === undefined) return { running: false };
  const listing = parseListing(json);
  const chains = listing.flatMap(({ chain }) => (chain === undefined ? [] : [String(chain['name'])]));
  const marked = (prefix: string): string =>
    chains.find((name) => name.startsWith(prefix))?.slice(prefix.length) ?? '';
  return {
    running: true,
    insider,
    generation: Number(marked(MARKERS.generation) || 0),
    forwards: forwarding.every((flag) => flag === '1' || flag === ''),
    digest: marked(MARKERS.digest),
    intact: marked(MARKERS.listing) === fingerprintOfRouter(listing) && FAMILIES.every(isConsistent(listing)),
    floatingIps: new Map(FAMILIES.flatMap((family) => pairsIn(listing, dnatOf(family)))),
    traffic: trafficIn(listing),
    markers: chains.filter(isMarker),
  };
}

function trafficIn(listing: NftListing): Traffic {
  const forwarded = listing.find(({ counter }) => counter?.['name'] === FORWARDED)?.['counter'];
  const elements = FAMILIES.flatMap((family) => elementsOf(listing, countedOf(family)));
  return {
    ...passed(forwarded),
    floatingIps: new Map(elements.map(({ elem }) => [elem.val, passed(elem.counter)])),
  };
}

interface Counted {
  readonly elem: { readonly val: string; readonly counter?: NftObject };
}

const elementsOf = (listing: NftListing, name: string): readonly Counted[] =>
  (listing.find(({ set }) => set?.['name'] === name)?.['set']?.['elem'] ?? []) as readonly Counted[];

const passed = (counter: NftObject | undefined): Passed => ({
  packets: Number(counter?.['packets'] ?? 0),
  bytes: Number(counter?.['bytes'] ?? 0),
});

/** Our own maps and sets: what is in them is compared by itself. */
const ELEMENTS = new Set(FAMILIES.flatMap((family) => [dnatOf(family), snatOf(family), countedOf(family)]));

/** A digest of the rules as the kernel shows them, without what changes by itself or by floating IPs. */
export const fingerprintOfRouter = (listing: NftListing): string =>
  fingerprintOf(listing, { isOwnSet: (name) => ELEMENTS.has(name), isMarker });

/** Whether all that is kept of a floating IP is there. */
const isConsistent =
  (listing: NftListing) =>
  (family: Family): boolean => {
    const there = pairsIn(listing, dnatOf(family));
    const back = new Map(pairsIn(listing, snatOf(family)));
    const counted = new Set(elementsOf(listing, countedOf(family)).map(({ elem }) => elem.val));
    return (
      back.size === there.length &&
      counted.size === there.length &&
      there.every(([floating, fixed]) => back.get(fixed) === floating && counted.has(floating))
    );
  };

function pairsIn(listing: NftListing, name: string): (readonly [string, string])[] {
  const found = listing.find(({ map }) => map?.['name'] === name)?.['map'];
  return ((found?.['elem'] ?? []) as readonly (readonly [string, string])[]).map(
    ([floating, fixed]) => [floating, fixed] as const,
  );
}
