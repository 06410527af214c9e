import {
  Bullseye,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Skeleton,
} from '@patternfly/react-core';
import DisconnectedIcon from '@patternfly/react-icons/icons/disconnected-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/icons/exclamation-circle-icon';
import LockIcon from '@patternfly/react-icons/icons/lock-icon';
import SearchIcon from '@patternfly/react-icons/icons/search-icon';
import type { ComponentType, ReactNode } from 'react';
import { asApiError } from '../api/api-error.ts';
import { useText } from '../text/index.ts';

/** Keeps the place of what is being loaded. */
export function LoadingBlock({ lines = 6 }: { readonly lines?: number }) {
  const { common } = useText();
  return (
    <div className="lb-loading" aria-busy="true">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height="1.5rem" screenreaderText={line === 0 ? common.loading : ''} />
      ))}
    </div>
  );
}

interface ErrorProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** Why a screen, or a part of it, has nothing to show: unreachable, forbidden, gone and refused are told apart. */
export function ErrorBlock({ error, onRetry }: ErrorProps) {
  const { common } = useText();
  const { status, message, requestId } = asApiError(error);
  const [title, body, icon] = ((): [string, ReactNode, ComponentType] => {
    if (status === 0) return [common.errorTitle, common.errorUnreachable, DisconnectedIcon];
    if (status === 404) return [common.notFoundTitle, common.notFoundBody, SearchIcon];
    if (status === 403) return [common.errorForbidden, message, LockIcon];
    return [common.errorTitle, message, ExclamationCircleIcon];
  })();
  return (
    <EmptyState titleText={title} headingLevel="h2" icon={icon}>
      <EmptyStateBody>
        <bdi>{body}</bdi>
        {requestId !== undefined && <div className="lb-request-id">{common.requestId(requestId)}</div>}
      </EmptyStateBody>
      {onRetry !== undefined && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="secondary" onClick={onRetry}>
              {common.retry}
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly body: ReactNode;
  readonly icon?: ComponentType;
  /** The next step. */
  readonly action?: ReactNode;
}

export function EmptyBlock({ title, body, icon, action }: EmptyProps) {
  return (
    <EmptyState titleText={title} headingLevel="h2" {...(icon === undefined ? {} : { icon })}>
      <EmptyStateBody>{body}</EmptyStateBody>
      {action !== undefined && (
        <EmptyStateFooter>
          <EmptyStateActions>{action}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

interface QueryBlockProps<T> {
  readonly query: {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  /** What keeps the place meanwhile. */
  readonly loading?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/**
 * A query as what it found, as its place, or as what went wrong. The last known state stays when a renewal fails.
 */
export function QueryBlock<T>({ query, loading, children }: QueryBlockProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ErrorBlock error={query.error} onRetry={() => void query.refetch()} />;
  return loading ?? <LoadingBlock />;
}

export function Centered({ children }: { readonly children: ReactNode }) {
  return <Bullseye className="lb-centered">{children}</Bullseye>;
}
