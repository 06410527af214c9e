import {
  Button,
  Content,
  ExpandableSection,
  List,
  ListItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asApiError } from '../api/api-error.ts';
import type { Step } from '../calls/index.ts';
import { useText } from '../text/index.ts';
import { useToasts } from '../ui/toasts.tsx';
import { Commands } from './commands.tsx';
import { RefusalAlert } from './form-dialog.tsx';
import { useRun } from './use-run.ts';

interface Props {
  readonly title: string;
  readonly intro?: ReactNode;
  /** What goes along, by name. */
  readonly consequences?: readonly string[];
  readonly submitText: string;
  readonly steps: readonly Step[];
  readonly done: string;
  /** What takes it back. */
  readonly undo?: readonly Step[];
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** More are counted. */
const SHOWN = 12;

/** Says what goes along, and asks once. */
export function DeleteDialog(props: Props) {
  const { title, intro, consequences = [], submitText, steps, done, undo, onClose, onDone } = props;
  const { common, forms: text } = useText();
  const say = useToasts();
  const run = useRun();
  const takeBack = (back: readonly Step[]): void =>
    void run(back).then(
      () => say.success(text.undone),
      (error: unknown) => say.failure(text.refused, error),
    );
  const attempt = useMutation({
    mutationFn: () => run(steps),
    onSuccess: () => {
      say.success(
        done,
        undo && (
          <Button variant="link" isInline onClick={() => takeBack(undo)}>
            {text.undo}
          </Button>
        ),
      );
      onClose();
      onDone?.();
    },
  });
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="dialog-title">
      <ModalHeader title={title} labelId="dialog-title" titleIconVariant="warning" />
      <ModalBody>
        {intro !== undefined && <Content component="p">{intro}</Content>}
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
        {attempt.error !== null && <RefusalAlert refusal={asApiError(attempt.error)} />}
        <ExpandableSection toggleText={text.asCommands} className="lb-fold">
          <Commands id="dialog-commands" steps={steps} />
        </ExpandableSection>
      </ModalBody>
      <ModalFooter>
        <Button
          variant="danger"
          onClick={() => attempt.mutate()}
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
