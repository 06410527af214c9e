import { Alert, Button, Form, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ApiError, asApiError } from '../api/api-error.ts';
import { useText } from '../text/index.ts';
import { useToasts } from '../ui/toasts.tsx';
import { type Field, type Values, missingOf } from './field.ts';
import { Fields } from './fields.tsx';

/** Something to do, and what must be known or said before. */
export interface Act {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly fields?: readonly Field[];
  readonly initial?: Values;
  readonly submitText: string;
  readonly isDanger?: boolean;
  readonly run: (values: Values) => Promise<unknown>;
  /** What to say when it is done. */
  readonly done: string;
}

const NO_FIELDS: readonly Field[] = [];
const NO_VALUES: Values = {};

/** Asks for what the act needs, or once more whether to do it; a refusal is shown in the API's words. */
export function ActDialog({ act, onClose }: { readonly act: Act; readonly onClose: () => void }) {
  const {
    title,
    intro,
    fields = NO_FIELDS,
    initial = NO_VALUES,
    submitText,
    isDanger = false,
    run,
    done,
  } = act;
  const { common } = useText();
  const say = useToasts();
  const client = useQueryClient();
  const [values, setValues] = useState(initial);
  const [isStrict, setStrict] = useState(false);
  const missing = missingOf(fields, values);
  const attempt = useMutation({
    mutationFn: () => run(values),
    onSuccess: () => {
      say.success(done);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setStrict(true);
    if (missing.length === 0) attempt.mutate();
  };
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="act-title">
      <ModalHeader title={title} labelId="act-title" {...(isDanger ? { titleIconVariant: 'warning' } : {})} />
      <ModalBody>
        {intro}
        {attempt.error !== null && <Refusal refusal={asApiError(attempt.error)} />}
        <Form id="act-form" onSubmit={submit} noValidate>
          <Fields
            fields={fields}
            values={values}
            missing={isStrict ? missing : []}
            onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))}
          />
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button
          type="submit"
          form="act-form"
          variant={isDanger ? 'danger' : 'primary'}
          isLoading={attempt.isPending}
          isDisabled={attempt.isPending}
        >
          {submitText}
        </Button>
        <Button variant="link" onClick={onClose}>
          {common.cancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Refusal({ refusal }: { readonly refusal: ApiError }) {
  const { common } = useText();
  return (
    <Alert variant="danger" isInline isLiveRegion title={<bdi>{refusal.message}</bdi>}>
      {refusal.requestId !== undefined && (
        <div className="lb-request-id">{common.requestId(refusal.requestId)}</div>
      )}
    </Alert>
  );
}
