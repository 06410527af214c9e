import { lazily } from '../../support/lazily.ts';
import type { Hands } from './hands.ts';
import type { PageWorld } from './page-world.ts';
import { tidyUp } from './tidy-up.ts';
import { Visitor } from './visitor.ts';

interface Signed {
  readonly visitor: Visitor;
  readonly hands: Hands;
}

/** Somebody for all tests of a suite, signed in at an address; after each of them the example is as it was. */
export function useVisitor(world: PageWorld, address: string): Signed {
  let visitor: Visitor | undefined;

  before(async () => {
    visitor = await Visitor.enter(world);
    await visitor.signIn(address);
  });
  after(() => visitor?.leave());
  afterEach(() => tidyUp(world));

  return {
    visitor: lazily('the visitor', () => visitor),
    hands: lazily('the visitor', () => visitor?.hands),
  };
}
