import { apiError } from '../../usecases/errors.ts';
import type { RawQuery } from './query.ts';

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Whether the call has a dry run. */
  readonly dryRun?: true;
}

/**
 * Whether the caller wants to see what a call would do. Nothing that is asked for as a dry run is ever done.
 * @throws ApiError DryRunInvalid, DryRunNotSupported
 */
export function dryRunOf(query: RawQuery, { method, dryRun }: Route): boolean {
  const value = query['dry_run'];
  if (value === undefined) return false;
  if (value !== 'true' && value !== 'false') throw apiError('DryRunInvalid');
  if (method === 'GET' || (value === 'true' && dryRun !== true)) throw apiError('DryRunNotSupported');
  return value === 'true';
}
