import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

export type Figures = readonly (number | null)[];

/** Per second, but `active`; null where nothing was reported. */
export interface Series {
  readonly requests: Figures;
  readonly sessions: Figures;
  readonly bytes_in: Figures;
  readonly bytes_out: Figures;
  readonly active: Figures;
}

export interface History {
  readonly step: number;
  readonly from: string;
  readonly until: string;
  readonly total: Series;
  readonly members: Readonly<Record<string, Series>>;
  readonly response_classes: Readonly<Record<'1xx' | '2xx' | '3xx' | '4xx' | '5xx', Figures>> | null;
}

export const historyQuery = (id: string, minutes: number) =>
  queryOptions({
    queryKey: ['history', id, minutes],
    queryFn: async ({ signal }) => {
      const path = `/v2.0/lb/pools/${encodeURIComponent(id)}/stats/history`;
      const { history } = await call<{ history: History }>('GET', path, { query: { minutes }, signal });
      return history;
    },
  });

/** How much of the traffic of the last buckets each member had; empty while there is none. */
export function sharesOf({ members }: Pick<History, 'members'>, buckets = 6): ReadonlyMap<string, number> {
  const sums = Object.entries(members).map(([id, { sessions, requests }]) => {
    const sum = (figures: Figures): number =>
      figures.slice(-buckets).reduce<number>((total, figure) => total + (figure ?? 0), 0);
    return [id, Math.max(sum(requests), sum(sessions))] as const;
  });
  const total = sums.reduce((all, [, sum]) => all + sum, 0);
  return new Map(total === 0 ? [] : sums.map(([id, sum]) => [id, sum / total]));
}
