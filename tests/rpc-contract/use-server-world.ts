import { sharedRabbitmq } from '@lbaas/lab';
import type { ServerConfig } from '@lbaas/server/config';
import { lazily } from '../support/lazily.ts';
import { ServerWorld } from './server-world.ts';

/** A world for each test, on the one broker of this process. It can be used from the suite's first `beforeEach` on. */
export function useServerWorld(settings: Partial<ServerConfig> = {}): ServerWorld {
  let world: ServerWorld | undefined;
  before(async function () {
    this.timeout(90_000);
    await sharedRabbitmq();
  });
  beforeEach(async () => {
    world = await ServerWorld.open(settings);
  });
  afterEach(() => world?.close());
  return lazily('the server', () => world);
}
