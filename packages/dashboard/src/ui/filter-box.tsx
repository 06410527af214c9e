import { SearchInput } from '@patternfly/react-core';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useText } from '../text/index.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Between the last key and the question to the server. */
const PAUSE_MS = 250;

export function FilterBox({ label, value, onChange }: Props) {
  const { common } = useText();
  // What is typed is shown at once; a value that comes from elsewhere, such as "back", replaces it.
  const [{ typed, of }, setTyped] = useState({ typed: value, of: value });
  if (of !== value) setTyped({ typed: value, of: value });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: string): void => {
    setTyped({ typed: next, of: value });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next), PAUSE_MS);
  };
  return (
    <SearchInput
      className="lb-filter"
      // The cast: the types of React have no properties of one's own.
      style={{ '--lb-letters': label.length } as CSSProperties}
      aria-label={label}
      placeholder={label}
      value={typed}
      resetButtonLabel={common.clearFilters}
      onChange={(_, next) => change(next)}
      onClear={() => change('')}
    />
  );
}
