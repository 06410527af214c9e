import { Lab } from '@lbaas/lab';

let running: Promise<Lab> | undefined;

/** One laboratory with two agents and two web back ends for all end-to-end tests of this process. */
export function e2eLab(): Promise<Lab> {
  running ??= Lab.start({ agents: 2, webs: 2 });
  return running;
}

// At the root: after the last test of the process, whichever files ran.
after(async function () {
  this.timeout(60_000);
  await (await running)?.stop();
});
