import {
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from '@patternfly/react-core';
import { type ReactNode, type Ref, useState } from 'react';

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
  readonly toggle: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly variant?: 'plain' | 'default' | 'plainText' | 'primary' | 'secondary';
  readonly icon?: ReactNode;
  readonly position?: 'start' | 'end';
}

/** A button that opens a list of things to choose or to do. */
export function Menu({ label, toggle, entries, variant = 'plain', icon, position = 'end' }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position }}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle
          ref={ref}
          variant={variant}
          aria-label={label}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          icon={icon}
        >
          {toggle}
        </MenuToggle>
      )}
    >
      <DropdownList>
        {entries.map(({ key, text, onSelect, isSelected, isDanger, disabledBecause, description }) => (
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
        ))}
      </DropdownList>
    </Dropdown>
  );
}
