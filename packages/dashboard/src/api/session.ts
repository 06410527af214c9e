import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Query } from './query-text.ts';

export type AuthMode = 'noauth' | 'token' | 'keystone';
export type Role = 'admin' | 'member' | 'reader';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Session {
  readonly user: Named;
  readonly project: Named;
  readonly role: Role;
  readonly all_projects: boolean;
  readonly expires_at: string;
  readonly can_change_project: boolean;
}

export interface SessionAnswer {
  readonly auth: AuthMode;
  readonly session: Session | null;
}

export type SignIn =
  | { readonly project_id: string; readonly is_admin: boolean; readonly all_projects?: boolean }
  | { readonly token: string }
  | {
      readonly user: string;
      readonly password: string;
      readonly user_domain: string;
      readonly project: string;
      readonly project_domain: string;
    };

export interface SessionChange {
  readonly project_id?: string;
  readonly is_admin?: boolean;
  readonly all_projects?: boolean;
}

const PATH = '/ui/session';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call<SessionAnswer>('GET', PATH, { signal }),
  staleTime: Infinity,
});

export const signIn = (body: SignIn): Promise<SessionAnswer> => call('POST', PATH, { body });
export const changeSession = (body: SessionChange): Promise<SessionAnswer> => call('PUT', PATH, { body });
export const signOut = (): Promise<void> => call('DELETE', PATH);

export const projectsQuery = queryOptions({
  queryKey: ['session', 'projects'],
  queryFn: async ({ signal }) => {
    const { projects } = await call<{ projects: readonly Named[] }>('GET', `${PATH}/projects`, { signal });
    return projects;
  },
  staleTime: 60_000,
});

/**
 * The session that every screen but the sign-in has.
 * @throws Error outside of it
 */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  const session = data?.session;
  if (!session) throw new Error('no session');
  return session;
}

/** What lists are narrowed to: the project of the session, unless an admin looks at all. Others see theirs anyway. */
export const useScope = (): Query => scopeOf(useSession());

export function scopeOf({ role, all_projects, project }: Session): Query {
  return role === 'admin' && !all_projects ? { tenant_id: project.id } : {};
}

/**
 * Whether the caller may change anything: readers may not.
 */
export const useMayChange = (): boolean => useSession().role !== 'reader';
