import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Example, Lab, describeUnless, lackOfChromium } from '@lbaas/lab';
import type { Browser } from 'playwright-core';
import { lazily } from '../../support/lazily.ts';
import { install, ownHaproxy } from '../../chaos/support/haproxy-programs.ts';
import { Shared } from '../../support/shared.ts';
import { startBrowser } from './browser.ts';

export interface PageWorld {
  readonly lab: Lab;
  readonly example: Required<Example>;
  readonly browser: Browser;
  /** The program that the agents start; what is put in its place is an upgrade of their hosts. */
  readonly haproxy: string;
}

const LABORATORY = 'the laboratory of the web page';

/** One laboratory with the routed example and one browser for all tests of the web page. */
const WORLD = new Shared<PageWorld>({
  what: LABORATORY,
  start: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'page-world-'));
    const haproxy = join(directory, 'haproxy');
    try {
      install(ownHaproxy(), haproxy);
      const agentEnv = { LBAAS_HAPROXY_BINARY: haproxy, LBAAS_SWEEP_INTERVAL: '2' };
      const lab = await Lab.start({ agents: 2, webs: 2, networks: 'routed', example: true, agentEnv });
      const browser = await startBrowser().catch(async (error: unknown) => {
        await lab.stop();
        throw error;
      });
      // A laboratory with a router has all of it.
      return { lab, browser, haproxy, example: lab.example as Required<Example> };
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  },
  stop: async ({ lab, browser, haproxy }) => {
    await browser.close();
    await lab.stop();
    rmSync(dirname(haproxy), { recursive: true, force: true });
  },
});

/** A suite of the web page. Each test leaves the example as it was. */
export function describeOnPage(title: string, body: (world: PageWorld) => void): void {
  describeUnless(lackOfChromium(), describe)(title, function () {
    this.timeout(300_000);
    const world = WORLD.use();
    body({
      // Suites take it out of the world before there is one.
      lab: lazily(LABORATORY, () => world.lab),
      get example() {
        return world.example;
      },
      get browser() {
        return world.browser;
      },
      get haproxy() {
        return world.haproxy;
      },
    });
  });
}
