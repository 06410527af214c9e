import { Alert } from '@patternfly/react-core';
import { useLinkState } from '../api/link-state.ts';
import { useFormat, useText } from '../text/index.ts';

/** On top of the last known state, for as long as it is not followed. */
export function LinkBanner() {
  const { common } = useText();
  const format = useFormat();
  const link = useLinkState();
  if (link.state !== 'lost') return null;
  return (
    <Alert variant="warning" isInline isLiveRegion title={common.linkLost(format.clock(link.since))}>
      {common.linkLostHint}
    </Alert>
  );
}
