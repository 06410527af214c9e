import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { type ReactNode, useRef } from 'react';
import { useLateOpening } from './late-opening.ts';

export interface MenuEntry {
  readonly key: string;
  readonly text: ReactNode;
  readonly onSelect: () => void;
  readonly isSelected?: boolean;
  readonly isDanger?: boolean;
  /** Why it cannot be chosen; it is shown below it. */
  readonly disabledBecause?: string | undefined;
  readonly description?: string | undefined;
}

interface Props {
  /** What it is called for those who do not see it, unless the toggle is text. */
  readonly label: string;
  readonly toggle?: ReactNode;
  /** A function is asked when they are shown. */
  readonly entries: readonly MenuEntry[] | (() => readonly MenuEntry[]);
  readonly variant?: 'plain' | 'default' | 'plainText' | 'primary' | 'secondary';
  readonly icon?: ReactNode;
  readonly position?: 'start' | 'end';
}

/** A button that opens a list of things to choose or to do. */
export function Menu({ label, toggle, entries, variant = 'plain', icon, position = 'end' }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const { isMade, isOpen, setOpen, toggle: onClick } = useLateOpening();
  return (
    <>
      <MenuToggle
        ref={button}
        variant={variant}
        aria-label={label}
        isExpanded={isOpen}
        onClick={onClick}
        icon={icon}
      >
        {toggle}
      </MenuToggle>
      {isMade && (
        <Dropdown
          isOpen={isOpen}
          onOpenChange={setOpen}
          onSelect={() => setOpen(false)}
          popperProps={{ position }}
          toggle={{ toggleNode: null, toggleRef: button }}
        >
          <DropdownList>{(typeof entries === 'function' ? entries() : entries).map(itemOf)}</DropdownList>
        </Dropdown>
      )}
    </>
  );
}

const itemOf = ({ key, text, onSelect, isSelected, isDanger, disabledBecause, description }: MenuEntry) => (
  <DropdownItem
    key={key}
    value={key}
    onClick={onSelect}
    isSelected={isSelected ?? false}
    isDanger={isDanger ?? false}
    isAriaDisabled={disabledBecause !== undefined}
    description={disabledBecause ?? description}
  >
    {text}
  </DropdownItem>
);
