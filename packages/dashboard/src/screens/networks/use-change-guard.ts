import { useMayChange } from '../../api/session.ts';
import { useText } from '../../text/index.ts';

/** Why the caller may change nothing, as part of an action. */
export function useChangeGuard(): { readonly disabledBecause: string | undefined } {
  const { common } = useText();
  return { disabledBecause: useMayChange() ? undefined : common.readersMayNotChange };
}
