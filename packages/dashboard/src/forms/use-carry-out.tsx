import { Button } from '@patternfly/react-core';
import { useText } from '../text/index.ts';
import { useToasts } from '../ui/toasts.tsx';
import type { Step } from '../calls/index.ts';
import type { Act } from './act.ts';
import type { Values } from './field.ts';
import { useRun } from './use-run.ts';

/** Does an act and says so, with the way back where there is one. @throws what the API refuses */
export function useCarryOut(): (act: Act, values: Values) => Promise<void> {
  const { forms: text } = useText();
  const say = useToasts();
  const { runSteps, runOther } = useRun();
  const takeBack = (back: readonly Step[]): void =>
    void runSteps(back).then(
      () => say.success(text.undone),
      (error: unknown) => say.failure(text.refused, error),
    );
  return async ({ run, stepsOf, done, undo }, values) => {
    await (run === undefined ? runSteps(stepsOf(values)) : runOther(() => run(values)));
    if (done === undefined) return;
    say.success(
      done,
      undo !== undefined && undo.length > 0 && (
        <Button variant="link" isInline onClick={() => takeBack(undo)}>
          {text.undo}
        </Button>
      ),
    );
  };
}
