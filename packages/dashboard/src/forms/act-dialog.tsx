import {
  Button,
  Content,
  ExpandableSection,
  Form,
  List,
  ListItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { useText } from '../text/index.ts';
import type { Act } from './act.ts';
import { Commands } from './commands.tsx';
import { type Field, type Values, problemsOf } from './field.ts';
import { Fields } from './fields.tsx';
import { ForeseenBlock } from './foreseen-block.tsx';
import type { Foreseen } from './foreseen.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { fieldOf } from './refusal.ts';
import { type Attempt, useAttempt } from './use-attempt.ts';

type Props = Act & {
  /** What it would do, where that was asked before. */
  readonly foreseen?: Foreseen | undefined;
  readonly onClose: () => void;
  readonly onDone?: (() => void) | undefined;
};

const NO_FIELDS: readonly Field[] = [];
const NO_VALUES: Values = {};
const NO_NAMES: readonly string[] = [];

/**
 * Asks for what an act needs, or once more whether to do it. It checks as one types, says beforehand what would be
 * reloaded or interrupted, puts what the API refuses where it belongs, and shows the commands that do the same.
 */
export function ActDialog(props: Props) {
  const { title, fields = NO_FIELDS, initial = NO_VALUES, isDanger = false, stepsOf, onClose } = props;
  const { forms: text } = useText();
  const [values, setValues] = useState(initial);
  const [isStrict, setStrict] = useState(false);
  const isFine = Object.keys(problemsOf(fields, values)).length === 0;
  const attempt = useAttempt({
    act: props,
    values,
    known: props.foreseen,
    onDone: () => {
      props.onDone?.();
      onClose();
    },
  });
  const { refusal, isConfirming } = attempt;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setStrict(true);
    if (isFine) attempt.go();
  };
  return (
    <Modal
      isOpen
      variant={fields.length === 0 ? 'small' : 'medium'}
      onClose={onClose}
      aria-labelledby="dialog-title"
    >
      <ModalHeader
        title={title}
        labelId="dialog-title"
        {...(isDanger ? { titleIconVariant: 'warning' } : {})}
      />
      <ModalBody>
        <Form id="dialog-form" onSubmit={submit} noValidate>
          <Before {...props} />
          {refusal !== undefined && <RefusalAlert refusal={refusal} />}
          <WhatItDoes attempt={attempt} />
          {!isConfirming && (
            <Fields
              prefix="dialog"
              fields={fields}
              values={values}
              isStrict={isStrict}
              refusals={refusalsOf(refusal, fields)}
              onChange={(name, value) => {
                attempt.reset();
                setValues((old) => ({ ...old, [name]: value }));
              }}
            />
          )}
        </Form>
        {isFine && stepsOf !== undefined && (
          <ExpandableSection toggleText={text.asCommands} className="lb-fold">
            <Commands id="dialog-commands" steps={stepsOf(values)} />
          </ExpandableSection>
        )}
      </ModalBody>
      <Footer {...props} attempt={attempt} />
    </Modal>
  );
}

function Footer({ attempt, ...props }: Props & { readonly attempt: Attempt }) {
  const { common, forms: text } = useText();
  const { isBusy, isLooking, isConfirming, reset } = attempt;
  const { submitText, isDanger, onClose } = props;
  return (
    <ModalFooter>
      <Button
        type="submit"
        form="dialog-form"
        variant={isDanger ? 'danger' : 'primary'}
        isLoading={isBusy || isLooking}
        isDisabled={isBusy || isLooking}
      >
        {submitText}
      </Button>
      {isConfirming && (
        <Button variant="secondary" onClick={reset} isDisabled={isBusy}>
          {text.backToForm}
        </Button>
      )}
      <Button variant="link" onClick={onClose}>
        {common.cancel}
      </Button>
    </ModalFooter>
  );
}

function WhatItDoes({ attempt: { foreseen, isLooking } }: { readonly attempt: Attempt }) {
  const { forms: text } = useText();
  if (isLooking) return <output className="lb-quiet">{text.foreseeing}</output>;
  return foreseen !== undefined && <ForeseenBlock foreseen={foreseen} />;
}

/** More are counted. */
const SHOWN = 12;

/** What is said before anything is asked, and what goes along. */
function Before({ intro, consequences = NO_NAMES }: Act) {
  const { forms: text } = useText();
  return (
    <>
      <Intro intro={intro} />
      {consequences.length > 0 && (
        <List>
          {consequences.slice(0, SHOWN).map((each) => (
            <ListItem key={each}>
              <bdi>{each}</bdi>
            </ListItem>
          ))}
          {consequences.length > SHOWN && <ListItem>{text.andMore(consequences.length - SHOWN)}</ListItem>}
        </List>
      )}
    </>
  );
}

function Intro({ intro }: { readonly intro: ReactNode }) {
  return typeof intro === 'string' ? <Content component="p">{intro}</Content> : intro;
}

/** What was refused, at the field that it is about. */
function refusalsOf(
  refusal: ApiError | undefined,
  fields: readonly Field[],
): Readonly<Record<string, string>> {
  const names = fields.map(({ name }) => name);
  const at = refusal && fieldOf(refusal, names);
  return refusal === undefined || at === undefined ? {} : { [at]: refusal.message };
}
