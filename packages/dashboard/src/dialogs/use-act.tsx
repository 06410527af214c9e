import { type ReactNode, useState } from 'react';
import { type Act, ActDialog } from './act-dialog.tsx';

/** @returns the open dialog, to be put anywhere on the screen, and how to open one */
export function useAct(): readonly [ReactNode, (act: Act) => void] {
  const [act, setAct] = useState<Act>();
  const dialog = act === undefined ? null : <ActDialog act={act} onClose={() => setAct(undefined)} />;
  return [dialog, setAct];
}
