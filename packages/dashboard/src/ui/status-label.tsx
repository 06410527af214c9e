import { Label, Popover } from '@patternfly/react-core';
import type { Status } from '../api/objects.ts';
import { type ReactNode, useRef } from 'react';
import { useText } from '../text/index.ts';
import { useLateOpening } from './late-opening.ts';

type Look = 'success' | 'danger' | 'warning' | 'info' | undefined;

const LOOKS: Readonly<Record<Status, Look>> = {
  ACTIVE: 'success',
  INACTIVE: undefined,
  DOWN: undefined,
  ERROR: 'danger',
  PENDING_CREATE: 'info',
  PENDING_UPDATE: 'info',
  PENDING_DELETE: 'info',
};

interface Props {
  readonly status: Status;
  /** The reason in words; the label opens it. */
  readonly description?: string | null;
  /** Whose status it is. */
  readonly name: string;
  /** An object that is up, but not wholly. */
  readonly isDegraded?: boolean;
  /** Nobody wants it to serve. */
  readonly isDisabled?: boolean;
}

/** Colour means state; a word and an icon say it as well. */
export function StatusLabel({ status, description, name, isDegraded = false, isDisabled = false }: Props) {
  const { status: words } = useText();
  const look = isDisabled ? undefined : isDegraded ? 'warning' : LOOKS[status];
  const word = isDisabled ? words.disabled : isDegraded ? words.degraded : words[status];
  const variant = look === undefined ? { color: 'grey' as const } : { status: look };
  if (!description) return <Label {...variant}>{word}</Label>;
  return (
    <Described word={word} description={description} title={words.why(name)}>
      {(onClick) => (
        <Label {...variant} onClick={onClick}>
          {word}
        </Label>
      )}
    </Described>
  );
}

interface DescribedProps {
  readonly word: string;
  readonly description: string;
  readonly title: string;
  readonly children: (onClick: () => void) => ReactNode;
}

/** Once it is made, the popover hears of clicks by itself. */
function Described({ word, description, title, children }: DescribedProps) {
  const trigger = useRef<HTMLSpanElement>(null);
  const { isMade, isOpen, setOpen, toggle } = useLateOpening();
  return (
    <>
      <span ref={trigger}>{children(() => isMade || toggle())}</span>
      {isMade && (
        <Popover
          triggerRef={trigger}
          isVisible={isOpen}
          shouldOpen={() => setOpen(true)}
          shouldClose={() => setOpen(false)}
          headerContent={word}
          bodyContent={<bdi>{description}</bdi>}
          aria-label={title}
        />
      )}
    </>
  );
}
