import { useFormat, useText } from '../../text/index.ts';
import { useNow } from '../../ui/time.tsx';
import type { Summary } from './summary.ts';

/** The state of the whole in one or two sentences. */
export function Sentence({ summary }: { readonly summary: Summary }) {
  const { loadBalancer: text } = useText();
  const format = useFormat();
  const now = useNow();
  const { serving, total, disabled, hasVip, failing } = summary;
  const [worst] = failing;
  const sentences = [
    ...(hasVip ? [] : [text.sayNoVip]),
    total === 0 ? text.sayNoMembers : text.sayServing(serving, total),
    ...(disabled > 0 ? [text.sayDisabled(disabled)] : []),
  ];
  return (
    <>
      {sentences.join(text.between)}
      {worst !== undefined && (
        <>
          {text.between}
          <bdi>
            {worst.since === null
              ? text.sayFailing(worst.endpoint, worst.reason ?? text.noReason)
              : text.sayFailingFor(
                  worst.endpoint,
                  format.duration((now - Date.parse(worst.since)) / 1000),
                  worst.reason ?? text.noReason,
                )}
          </bdi>
        </>
      )}
    </>
  );
}
