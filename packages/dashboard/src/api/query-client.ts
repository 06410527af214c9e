import { QueryClient } from '@tanstack/react-query';
import { asApiError } from './api-error.ts';
import { whenUnauthorized } from './call.ts';
import { type SessionAnswer, sessionQuery } from './session.ts';

const RETRIES = 2;

/** The one cache of the page. A refusal is final; only silence and 503 are tried again. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (failures, error) => failures < RETRIES && [0, 503].includes(asApiError(error).status),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  // The address stays as it is, so whoever signs in again is where they were.
  whenUnauthorized(() => {
    client.setQueryData(
      sessionQuery.queryKey,
      (old: SessionAnswer | undefined) => old && { ...old, session: null },
    );
  });
  return client;
}
