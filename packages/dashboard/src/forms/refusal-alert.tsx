import { Alert } from '@patternfly/react-core';
import type { ApiError } from '../api/api-error.ts';
import { useText } from '../text/index.ts';

/** What the API refused, in its words, with the id of the request. */
export function RefusalAlert({ refusal }: { readonly refusal: ApiError }) {
  const { common, forms: text } = useText();
  return (
    <Alert variant="danger" isInline isLiveRegion title={text.refused}>
      <bdi>{refusal.message}</bdi>
      {refusal.requestId !== undefined && (
        <div className="lb-request-id">{common.requestId(refusal.requestId)}</div>
      )}
    </Alert>
  );
}
