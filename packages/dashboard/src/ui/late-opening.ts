import { useState } from 'react';

export interface LateOpening {
  /** Whether there is anything that could be open. */
  readonly isMade: boolean;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
  readonly toggle: () => void;
}

/**
 * What opens above the page is made when it is opened first: a table of 50 rows has 100 of them, which would take a
 * third of the time that a page of it takes to be shown.
 */
export function useLateOpening(): LateOpening {
  const [isMade, setMade] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const toggle = (): void => {
    setMade(true);
    setOpen(!isOpen);
  };
  return { isMade, isOpen, setOpen, toggle };
}
