import { ProgressStep, ProgressStepper } from '@patternfly/react-core';
import type { Explain } from '../../api/explain.ts';
import { useText } from '../../text/index.ts';
import { Time } from '../../ui/time.tsx';
import { type Chapter, storyOf } from './story.ts';

const VARIANTS = { done: 'success', waiting: 'info', failed: 'danger' } as const;

export function Story({ explain }: { readonly explain: Explain }) {
  const { loadBalancer: text } = useText();
  const chapters = storyOf(explain);
  return (
    <ProgressStepper isVertical aria-label={text.story}>
      {chapters.map((chapter, index) => (
        <ProgressStep
          key={chapter.key}
          id={`story-${chapter.key}`}
          titleId={`story-title-${chapter.key}`}
          variant={VARIANTS[chapter.state]}
          isCurrent={index === chapters.length - 1}
          aria-label={text.storyStates[chapter.state]}
          description={<Details chapter={chapter} />}
        >
          {text.chapters[chapter.key][chapter.state]}
        </ProgressStep>
      ))}
    </ProgressStepper>
  );
}

function Details({ chapter: { at, detail } }: { readonly chapter: Chapter }) {
  const { loadBalancer: text } = useText();
  return (
    <>
      {at !== null && <Time at={at} />}
      {at !== null && detail !== null && ' · '}
      {detail !== null && <bdi>{text.how[detail as keyof typeof text.how] ?? detail}</bdi>}
    </>
  );
}
