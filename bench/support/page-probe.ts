import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

const ROW = 'main table tbody td a';
const WINDOW = { width: 1440, height: 900 };

/** Runs in the page before anything else: when the first row is there, and what kept the page from its reader. */
const WATCH = `
globalThis.probe = { usable: 0, delay: 0, longTask: 0 };
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) probe.longTask = Math.max(probe.longTask, duration);
}).observe({ type: 'longtask', buffered: true });
new PerformanceObserver((list) => {
  for (const { processingStart, startTime } of list.getEntries())
    probe.delay = Math.max(probe.delay, processingStart - startTime);
}).observe({ type: 'event', durationThreshold: 16, buffered: true });
const look = () => {
  if (document.querySelector('${ROW}') === null) requestAnimationFrame(look);
  else setTimeout(() => { probe.usable = performance.now(); });
};
look();
`;

interface Probed {
  readonly probe: { readonly usable: number };
}

export interface Load {
  /** First contentful paint. */
  readonly paintMs: number;
  /** The first row is there, and the page takes input. */
  readonly usableMs: number;
  /** As the browser got them, without the answers of the API: gzip over plain HTTP, brotli behind TLS only. */
  readonly kb: number;
  /** Addresses of these files. */
  readonly files: readonly string[];
}

export interface Weight {
  readonly heapMb: number;
  /** Of documents, attached or not. */
  readonly nodes: number;
  readonly listeners: number;
}

/** Somebody at the page who holds a stopwatch. */
export class PageProbe {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #devtools: CDPSession;

  private constructor(page: Page, context: BrowserContext, devtools: CDPSession) {
    this.page = page;
    this.#context = context;
    this.#devtools = devtools;
  }

  /** Signed in as an admin of the project `admin`, with nothing in the cache. */
  static async enter(browser: Browser, origin: string): Promise<PageProbe> {
    const context = await browser.newContext({ viewport: WINDOW, locale: 'en-US', baseURL: origin });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await context.request.post('/ui/session', {
      data: { project_id: 'admin', is_admin: true },
      headers: { 'x-lbaas-page': '1', origin },
    });
    await page.addInitScript(WATCH);
    return new PageProbe(page, context, await context.newCDPSession(page));
  }

  leave(): Promise<void> {
    return this.#context.close();
  }

  /** One load of an address, to the first row of its table. */
  async load(address: string): Promise<Load> {
    await this.page.goto(`/ui${address}`);
    await this.page.locator(ROW).first().waitFor();
    // A function, not a text: the page forbids to evaluate texts while it waits.
    await this.page.waitForFunction(() => (globalThis as unknown as Probed).probe.usable > 0);
    return this.page.evaluate<Load>(`(() => {
      const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      const files = all.filter(({ name }) => name.includes('/ui') && !name.includes('/ui/session'));
      return {
        paintMs: performance.getEntriesByName('first-contentful-paint')[0].startTime,
        usableMs: probe.usable,
        files: files.map(({ name }) => name),
        kb: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000,
      };
    })()`);
  }

  /** From a click on "next page" until another row is the first. */
  async nextPageMs(): Promise<number> {
    await this.page.locator('button[aria-label="Next page"]:enabled').waitFor();
    return this.page.evaluate<number>(`new Promise((resolve) => {
      const first = () => document.querySelector('${ROW}')?.getAttribute('href');
      const before = first();
      const startMs = performance.now();
      const look = () => first() === before ? requestAnimationFrame(look) : resolve(performance.now() - startMs);
      document.querySelector('button[aria-label="Next page"]').click();
      look();
    })`);
  }

  /** Types into the page for some time. @returns the longest wait of a key, and the longest task, in ms */
  async typeFor(seconds: number): Promise<{ readonly delay: number; readonly longTask: number }> {
    await this.page.evaluate('Object.assign(probe, { delay: 0, longTask: 0 })');
    const endMs = performance.now() + seconds * 1000;
    while (performance.now() < endMs) {
      await this.page.keyboard.press('Tab', { delay: 20 });
      await this.page.waitForTimeout(100);
    }
    return this.page.evaluate('({ delay: probe.delay, longTask: probe.longTask })');
  }

  /** What is in use after a garbage collection. */
  async weight(): Promise<Weight> {
    await this.#devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners: listeners } = await this.#devtools.send('Memory.getDOMCounters');
    return { heapMb: usedSize / 1e6, nodes, listeners };
  }
}
