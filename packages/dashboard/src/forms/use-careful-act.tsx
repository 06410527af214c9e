import { type ReactNode, useState } from 'react';
import { useToasts } from '../ui/toasts.tsx';
import { ActDialog } from './act-dialog.tsx';
import type { Act } from './act.ts';
import { foresee } from './foresee.ts';
import { type Foreseen, worstOf } from './foreseen.ts';
import { useCarryOut } from './use-carry-out.tsx';

interface Asking {
  readonly act: Act;
  readonly foreseen: Foreseen;
  readonly answer: (isDone: boolean) => void;
}

/** Begins an act and answers whether it was done in the end; a refusal is said under `refused`. */
export type BeginAct = (act: Act, refused: string) => Promise<boolean>;

/**
 * For what is changed where it is shown: it is done at once when nobody notices it, else asked about.
 * @returns the open dialog, and how to begin
 */
export function useCarefulAct(): readonly [ReactNode, BeginAct] {
  const say = useToasts();
  const carryOut = useCarryOut();
  const [asking, setAsking] = useState<Asking>();
  const begin: BeginAct = async (act, refused) => {
    try {
      const foreseen = await foresee(act.stepsOf?.({}) ?? []);
      if (worstOf(foreseen) !== 'harmless')
        return await new Promise<boolean>((answer) => setAsking({ act, foreseen, answer }));
      await carryOut(act, {});
      return true;
    } catch (error) {
      say.failure(refused, error);
      return false;
    }
  };
  const dialog = asking && (
    <ActDialog
      {...asking.act}
      foreseen={asking.foreseen}
      onDone={() => asking.answer(true)}
      onClose={() => {
        // After it was done this answers nobody.
        asking.answer(false);
        setAsking(undefined);
      }}
    />
  );
  return [dialog, begin];
}
