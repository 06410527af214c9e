import type { QueryClient } from '@tanstack/react-query';
import type { Query } from '../../api/query-text.ts';
import { LOAD_BALANCERS, listQuery } from '../../api/resources.ts';
import { scopeOf, sessionQuery } from '../../api/session.ts';
import { type ListDefaults, queryOf } from '../../ui/list-state.ts';

export const LIST: ListDefaults = { sortKey: 'severity', sortDirection: 'desc', filters: ['q', 'problem'] };

export const loadBalancersQuery = (query: Query, scope: Query) =>
  listQuery(LOAD_BALANCERS, { ...query, ...scope });

/** How old a page may be that was asked for before it is shown: no older than one that is shown all the time. */
const KEPT_MS = 10_000;

/** Asked for while the pointer nears the button, so that it is there with the click. */
export const nextPageQuery = (query: Query, scope: Query) => ({
  ...loadBalancersQuery(query, scope),
  gcTime: KEPT_MS,
});

/** Asks while the frame around the list is painted, not afterwards; whoever shows it asks for the same. */
export async function beginList(client: QueryClient, search: string): Promise<void> {
  const { session } = await client.ensureQueryData(sessionQuery);
  if (session === null) return;
  const query = queryOf(new URLSearchParams(search), LIST);
  await client.prefetchQuery(loadBalancersQuery(query, scopeOf(session)));
}
