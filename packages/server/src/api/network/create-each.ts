import type { Tx } from '../../persistence/index.ts';
import type { RequestContext } from '../../usecases/request-context.ts';

type Create<Input> = (tx: Tx, context: RequestContext, input: Input) => Promise<string>;

/** Bulk create: one after the other in one transaction, so that all or none exist. */
export const createEach =
  <Input>(create: Create<Input>) =>
  async (tx: Tx, context: RequestContext, inputs: readonly Input[]): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (const input of inputs) ids.push(await create(tx, context, input));
    return ids;
  };
