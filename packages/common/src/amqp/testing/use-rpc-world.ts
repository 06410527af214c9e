import { sharedRabbitmq } from '@lbaas/lab';
import { RpcWorld } from './rpc-world.ts';

/** A world of its own for each test of the surrounding `describe`. */
export function useRpcWorld(): { readonly world: RpcWorld } {
  let world: RpcWorld | undefined;
  before(async function () {
    this.timeout(90_000);
    await sharedRabbitmq();
  });
  beforeEach(async () => {
    world = await RpcWorld.open();
  });
  afterEach(async () => world?.close());
  return {
    get world(): RpcWorld {
      if (world === undefined) throw new Error('there is no world outside of a test');
      return world;
    },
  };
}
