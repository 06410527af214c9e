import type { Page } from '../resource/resource-dialect.ts';

interface PageLink {
  readonly rel: 'next' | 'previous';
  readonly href: string;
}

/** A page that is shorter than the limit ends the walk in its direction; the other way there may always be more. */
export function pageLinks({ url, limit, isReverse, ids }: Omit<Page, 'collection'>): readonly PageLink[] {
  const isShort = ids.length < limit;
  const links: PageLink[] = [];
  if (isReverse || !isShort) links.push({ rel: 'next', href: hrefOf(url, ids.at(-1), false) });
  if (!isReverse || !isShort) links.push({ rel: 'previous', href: hrefOf(url, ids[0], true) });
  return links;
}

function hrefOf(url: string, marker: string | undefined, reverse: boolean): string {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  // Values may hold question marks too.
  const params = new URLSearchParams(at < 0 ? '' : url.slice(at));
  params.delete('marker');
  params.delete('page_reverse');
  if (marker !== undefined) params.set('marker', marker);
  if (reverse) params.set('page_reverse', 'True');
  return `${path}?${params.toString()}`;
}
