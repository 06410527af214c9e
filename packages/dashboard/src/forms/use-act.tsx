import { type ReactNode, Suspense, lazy, useState } from 'react';
import type { Act } from './act.ts';

/** The first screen has none open, so it need not load what they are made of. */
const ActDialog = lazy(async () => ({ default: (await import('./act-dialog.tsx')).ActDialog }));

interface Asked {
  readonly act: Act;
  readonly onDone?: (() => void) | undefined;
}

/** Opens the dialog of an act; `onDone` is called when it has been done. */
type Ask = (act: Act, onDone?: () => void) => void;

/** @returns the open dialog, to be put anywhere on the screen, and how to open one */
export function useAct(): readonly [ReactNode, Ask] {
  const [asked, setAsked] = useState<Asked>();
  const dialog = asked && (
    <Suspense fallback={null}>
      <ActDialog {...asked.act} onDone={asked.onDone} onClose={() => setAsked(undefined)} />
    </Suspense>
  );
  return [dialog, (act, onDone) => setAsked({ act, onDone })];
}
