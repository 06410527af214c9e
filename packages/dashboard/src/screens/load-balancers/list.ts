import type { QueryClient } from '@tanstack/react-query';
import type { Query } from '../../api/query-text.ts';
import { LOAD_BALANCERS, listQuery } from '../../api/resources.ts';
import { scopeOf, sessionQuery } from '../../api/session.ts';
import { type ListDefaults, queryOf } from '../../ui/list-state.ts';

export const LIST: ListDefaults = { sortKey: 'severity', sortDirection: 'desc', filters: ['q', 'problem'] };

export const loadBalancersQuery = (query: Query, scope: Query) =>
  listQuery(LOAD_BALANCERS, { ...query, ...scope });

/** Asks while the frame around the list is painted, not afterwards; whoever shows it asks for the same. */
export async function beginList(client: QueryClient, search: string): Promise<void> {
  const { session } = await client.ensureQueryData(sessionQuery);
  if (session === null) return;
  const query = queryOf(new URLSearchParams(search), LIST);
  await client.prefetchQuery(loadBalancersQuery(query, scopeOf(session)));
}
