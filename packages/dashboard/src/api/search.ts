import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Query } from './query-text.ts';

export interface Found {
  readonly type:
    | 'loadbalancer'
    | 'pool'
    | 'vip'
    | 'member'
    | 'health_monitor'
    | 'network'
    | 'subnet'
    | 'port'
    | 'router'
    | 'floatingip'
    | 'agent';
  readonly id: string;
  readonly name: string;
  /** The address or whatever else matched. */
  readonly text: string;
  readonly status?: string;
  readonly loadbalancer_id?: string | null;
}

const LIMIT = 12;

export const searchQuery = (text: string, scope: Query) =>
  queryOptions({
    queryKey: ['search', text, scope],
    queryFn: async ({ signal }) => {
      const query = { q: text, limit: LIMIT, ...scope };
      const { results } = await call<{ results: readonly Found[] }>('GET', '/v2.0/search', { query, signal });
      return results;
    },
    enabled: text !== '',
    placeholderData: keepPreviousData,
  });
