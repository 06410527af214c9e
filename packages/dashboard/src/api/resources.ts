import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import type { HealthMonitor, LoadBalancer, Member, Pool, Vip } from './objects.ts';
import type { Query } from './query-text.ts';

/** One kind of object of the API: where it is, and how it is named in bodies. */
export interface Resource<T> {
  readonly path: string;
  readonly one: string;
  readonly many: string;
  /** Never set: it carries the type of the objects. */
  readonly type?: T;
}

export const LOAD_BALANCERS: Resource<LoadBalancer> = {
  path: '/v2.0/lb/loadbalancers',
  one: 'loadbalancer',
  many: 'loadbalancers',
};
export const POOLS: Resource<Pool> = { path: '/v2.0/lb/pools', one: 'pool', many: 'pools' };
export const VIPS: Resource<Vip> = { path: '/v2.0/lb/vips', one: 'vip', many: 'vips' };
export const MEMBERS: Resource<Member> = { path: '/v2.0/lb/members', one: 'member', many: 'members' };
export const HEALTH_MONITORS: Resource<HealthMonitor> = {
  path: '/v2.0/lb/health_monitors',
  one: 'health_monitor',
  many: 'health_monitors',
};

/** One page of a list, and where its neighbours begin. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: boolean;
  readonly previous: boolean;
}

/** `[name of the resource, 'list', parameters]`: the event stream finds what to renew by the first two. */
export function listQuery<T>(resource: Resource<T>, query: Query = {}) {
  return queryOptions({
    queryKey: [resource.one, 'list', query] as const,
    queryFn: async ({ signal }): Promise<Page<T>> => {
      const answer = await call<Record<string, unknown>>('GET', resource.path, { query, signal });
      const links = (answer[`${resource.many}_links`] ?? []) as readonly { readonly rel: string }[];
      return {
        items: (answer[resource.many] ?? []) as readonly T[],
        next: links.some(({ rel }) => rel === 'next'),
        previous: links.some(({ rel }) => rel === 'previous'),
      };
    },
  });
}

export function itemQuery<T>(resource: Resource<T>, id: string) {
  return queryOptions({
    queryKey: [resource.one, 'item', id] as const,
    queryFn: async ({ signal }): Promise<T> => {
      const answer = await call<Record<string, T>>('GET', `${resource.path}/${encodeURIComponent(id)}`, {
        signal,
      });
      return answer[resource.one] as T;
    },
  });
}

export const createOne = async <T>(resource: Resource<T>, attributes: object, key?: string): Promise<T> => {
  const headers = key === undefined ? {} : { 'Idempotency-Key': key };
  const answer = await call<Record<string, T>>('POST', resource.path, {
    body: { [resource.one]: attributes },
    headers,
  });
  return answer[resource.one] as T;
};

export const updateOne = async <T>(resource: Resource<T>, id: string, attributes: object): Promise<T> => {
  const answer = await call<Record<string, T>>('PUT', `${resource.path}/${encodeURIComponent(id)}`, {
    body: { [resource.one]: attributes },
  });
  return answer[resource.one] as T;
};

export const deleteOne = <T>(resource: Resource<T>, id: string): Promise<void> =>
  call('DELETE', `${resource.path}/${encodeURIComponent(id)}`);
