import { type ReactNode, useState } from 'react';
import { ActDialog } from './act-dialog.tsx';
import type { Act } from './act.ts';

interface Asked {
  readonly act: Act;
  readonly onDone?: (() => void) | undefined;
}

/** Opens the dialog of an act; `onDone` is called when it has been done. */
export type Ask = (act: Act, onDone?: () => void) => void;

/** @returns the open dialog, to be put anywhere on the screen, and how to open one */
export function useAct(): readonly [ReactNode, Ask] {
  const [asked, setAsked] = useState<Asked>();
  const dialog = asked && (
    <ActDialog {...asked.act} onDone={asked.onDone} onClose={() => setAsked(undefined)} />
  );
  return [dialog, (act, onDone) => setAsked({ act, onDone })];
}
