import {
  Alert,
  Button,
  ExpandableSection,
  Form,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ApiError, asApiError } from '../api/api-error.ts';
import type { Step } from '../calls/index.ts';
import { useText } from '../text/index.ts';
import { useToasts } from '../ui/toasts.tsx';
import { Commands } from './commands.tsx';
import { type Field, type Values, problemsOf } from './field.ts';
import { Fields } from './fields.tsx';
import { fieldOf } from './refusal.ts';
import { useRun } from './use-run.ts';

interface Props {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly fields: readonly Field[];
  readonly initial: Values;
  readonly submitText: string;
  /** The calls that the form stands for; asked only when nothing is wrong with the values. */
  readonly stepsOf: (values: Values) => readonly Step[];
  /** What to say when it is done. */
  readonly done: string;
  readonly onClose: () => void;
}

/** A form in a dialog: it checks as one types, says what the API refuses where it belongs, and shows its commands. */
export function FormDialog(props: Props) {
  const { title, intro, fields, initial, submitText, stepsOf, done, onClose } = props;
  const { common, forms: text } = useText();
  const say = useToasts();
  const run = useRun();
  const [values, setValues] = useState(initial);
  const [isStrict, setStrict] = useState(false);
  const isFine = Object.keys(problemsOf(fields, values)).length === 0;
  const attempt = useMutation({
    mutationFn: () => run(stepsOf(values)),
    onSuccess: () => {
      say.success(done);
      onClose();
    },
  });
  const refusal = attempt.error === null ? undefined : asApiError(attempt.error);
  const at =
    refusal &&
    fieldOf(
      refusal,
      fields.map(({ name }) => name),
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setStrict(true);
    if (isFine) attempt.mutate();
  };
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="dialog-title">
      <ModalHeader title={title} labelId="dialog-title" />
      <ModalBody>
        <Form id="dialog-form" onSubmit={submit} noValidate>
          {intro}
          {refusal !== undefined && <RefusalAlert refusal={refusal} />}
          <Fields
            prefix="dialog"
            fields={fields}
            values={values}
            isStrict={isStrict}
            refusals={refusal !== undefined && at !== undefined ? { [at]: refusal.message } : {}}
            onChange={(name, value) => {
              attempt.reset();
              setValues((old) => ({ ...old, [name]: value }));
            }}
          />
        </Form>
        {isFine && (
          <ExpandableSection toggleText={text.asCommands} className="lb-fold">
            <Commands id="dialog-commands" steps={stepsOf(values)} />
          </ExpandableSection>
        )}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="dialog-form" isLoading={attempt.isPending} isDisabled={attempt.isPending}>
          {submitText}
        </Button>
        <Button variant="link" onClick={onClose}>
          {common.cancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

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
