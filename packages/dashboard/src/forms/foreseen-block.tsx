import { Alert, ExpandableSection, List, ListItem } from '@patternfly/react-core';
import type { ForeseenDevice } from '../api/dry-run.ts';
import { useText } from '../text/index.ts';
import { CodeCopy } from '../ui/code-copy.tsx';
import { type Foreseen, type Grade, diffsOf, worstOf } from './foreseen.ts';

const LOOKS = {
  harmless: 'info',
  unknown: 'warning',
  reload: 'warning',
  interruption: 'danger',
  refusal: 'danger',
} as const satisfies Record<Grade, string>;

/** What would happen: to whom it matters, step by step, and as a difference of the configuration. */
export function ForeseenBlock({ foreseen }: { readonly foreseen: Foreseen }) {
  const { forms: text } = useText();
  const grade = worstOf(foreseen);
  const { devices, rest } = foreseen;
  const files = diffsOf(foreseen);
  return (
    <>
      <Alert variant={LOOKS[grade]} isInline isLiveRegion title={text.effects[grade]}>
        {grade !== 'harmless' && <Reasons devices={devices} />}
        {rest > 0 && <p>{text.notAsked(rest)}</p>}
      </Alert>
      {grade !== 'harmless' && files.length > 0 && (
        <ExpandableSection toggleText={text.difference}>
          {files.map(({ id, name, diff }) => (
            <CodeCopy key={id} label={name} code={diff} />
          ))}
        </ExpandableSection>
      )}
    </>
  );
}

/** More are counted. */
const SHOWN = 12;

function Reasons({ devices }: { readonly devices: readonly ForeseenDevice[] }) {
  const { forms: text } = useText();
  const refusals = devices
    .flatMap(({ refusal, reason }) => [refusal, reason])
    .filter((each) => each !== null);
  const steps = devices.flatMap(({ plan }) => plan);
  const lines = [
    ...refusals,
    ...steps.map((each) => text.stepOf(text.stepClasses[each.class], each.reason ?? each.step)),
  ];
  const all = [...new Set(lines)];
  return (
    <List>
      {all.slice(0, SHOWN).map((line) => (
        <ListItem key={line}>
          <bdi>{line}</bdi>
        </ListItem>
      ))}
      {all.length > SHOWN && <ListItem>{text.andMore(all.length - SHOWN)}</ListItem>}
    </List>
  );
}
