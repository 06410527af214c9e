interface Kind {
  readonly kind: string;
}

/** One executor for each kind of step: a step without one does not compile. */
export type Executors<Step extends Kind, Context> = {
  readonly [K in Step['kind']]: (
    context: Context,
    step: Extract<Step, { readonly kind: K }>,
  ) => Promise<void>;
};

export function executeStep<Step extends Kind, Context>(
  executors: Executors<Step, Context>,
  context: Context,
  step: Step,
): Promise<void> {
  // The executor is that of the step's own kind, which TypeScript does not follow through an index.
  const execute = executors[step.kind as Step['kind']] as (context: Context, step: Step) => Promise<void>;
  return execute(context, step);
}
