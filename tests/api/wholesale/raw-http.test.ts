import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { PATIENCE_MS } from '../support/fuzz.ts';
import { Judge, expectProper } from './judge.ts';
import { answersIn, exchange } from './raw-exchange.ts';
import { SHAPE_BYTES, rawRequests } from './raw-requests.ts';
import { type World, startWorld } from './world.ts';

describe('bytes that are hardly HTTP', function () {
  this.timeout(PATIENCE_MS);
  let world: World;
  let judge: Judge;
  let port: number;

  before(async () => {
    world = await startWorld();
    judge = new Judge(world);
    await world.api.app.listen({ port: 0, host: '127.0.0.1' });
    port = (world.api.app.server.address() as AddressInfo).port;
  });
  after(() => world.api.stop());

  async function send(bytes: Buffer): Promise<void> {
    const answers = answersIn(await exchange(port, bytes));
    const about = JSON.stringify(bytes.toString('latin1').slice(0, 300));
    for (const answer of answers)
      expectProper({ method: methodOf(bytes) }, answer, `${about}: ${JSON.stringify(answer)}`);
    // A flipped byte may turn the caller into an admin, so only refused requests must change nothing.
    if (answers.every(({ status }) => status >= 400)) expect(await judge.changed(), about).to.deep.equal([]);
    await judge.restart();
  }

  const methodOf = (bytes: Buffer): string => bytes.toString('latin1').split(' ', 1)[0] ?? '';

  it('are answered as everything else is, or not at all', async () => {
    for (const bytes of SHAPE_BYTES) await send(bytes);
  });

  it('are, in any form, answered as everything else is, or not at all', async () => {
    await judge.holds(150, rawRequests(world), send);
  });
});
