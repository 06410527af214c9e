import { eventually, sleep } from '@lbaas/common/runtime';
import type { BrowserPipe } from './browser-pipe.ts';

const ROW = 'main table tbody td a';
const WINDOW = { width: 1440, height: 900 };
/** Seldom enough not to take the page's time. */
const LOOK_MS = 250;
const DEADLINE_MS = 60_000;
const TAB = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };

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

export interface Load {
  /** First contentful paint, after the beginning of the navigation. */
  readonly paintMs: number;
  /** The first row is there, and the page takes input. */
  readonly usableMs: number;
  /** As the browser got them, without the answers of the API: gzip over plain HTTP, brotli behind TLS only. */
  readonly kb: number;
  /** Addresses of these files. */
  readonly files: readonly string[];
}

const LOAD = `(() => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  if (!(globalThis.probe?.usable > 0) || paint === undefined) return null;
  const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const files = all.filter(({ name }) => name.includes('/ui') && !name.includes('/ui/session'));
  return {
    paintMs: paint.startTime,
    usableMs: probe.usable,
    files: files.map(({ name }) => name),
    kb: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000,
  };
})()`;

const NEXT = `document.querySelector('button[aria-label="Next page"]')`;

/** From a click on "next page" until another row is the first. */
const TURNED = `new Promise((resolve) => {
  const first = () => document.querySelector('${ROW}')?.getAttribute('href');
  const before = first();
  const startMs = performance.now();
  const look = () => first() === before ? requestAnimationFrame(look) : resolve(performance.now() - startMs);
  ${NEXT}.click();
  look();
})`;

export interface Weight {
  readonly heapMb: number;
  /** Of documents, attached or not. */
  readonly nodes: number;
  readonly listeners: number;
}

/**
 * Somebody at the page who holds a stopwatch, and has the page as any reader has it: nothing of the development tools
 * runs in it. A browser that Playwright drives keeps the console, each script and each request of its pages, and
 * finds out for each error object where it came from (`Runtime.enable`): a tenth of a first load.
 */
export class PageProbe {
  readonly #browser: BrowserPipe;
  readonly #origin: string;
  readonly #context: string;
  readonly #session: string;

  private constructor(browser: BrowserPipe, origin: string, context: string, session: string) {
    this.#browser = browser;
    this.#origin = origin;
    this.#context = context;
    this.#session = session;
  }

  /** Signed in as an admin of the project `admin`, with nothing in the cache. */
  static async enter(browser: BrowserPipe, origin: string): Promise<PageProbe> {
    const [name, value] = (await signIn(origin)).split(/=(.*)/su);
    const { browserContextId } = await browser.send<{ browserContextId: string }>(
      'Target.createBrowserContext',
    );
    await browser.send('Storage.setCookies', { browserContextId, cookies: [{ name, value, url: origin }] });
    const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
      ...WINDOW,
    });
    const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const probe = new PageProbe(browser, origin, browserContextId, sessionId);
    await probe.#send('Page.enable');
    await probe.#send('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
    return probe;
  }

  async leave(): Promise<void> {
    await this.#browser.send('Target.disposeBrowserContext', { browserContextId: this.#context });
  }

  /** One load of an address, to the first row of its table. */
  async load(address: string): Promise<Load> {
    // Until the new document is there, the old one would answer.
    await this.#evaluate('void delete globalThis.probe');
    await this.#send('Page.navigate', { url: `${this.#origin}/ui${address}` });
    return this.#soon<Load>(LOAD);
  }

  /** @param readMs how long the reader has looked at the page, with the focus on the button */
  async nextPageMs(readMs = 0): Promise<number> {
    await this.#soon<boolean>(`${NEXT}?.disabled === false`);
    await this.#evaluate(`void ${NEXT}.focus()`);
    await sleep(readMs);
    return this.#evaluate<number>(TURNED);
  }

  /** Types into the page for some time. @returns the longest wait of a key, and the longest task, in ms */
  async typeFor(seconds: number): Promise<{ readonly delay: number; readonly longTask: number }> {
    await this.#evaluate('void Object.assign(probe, { delay: 0, longTask: 0 })');
    const endMs = performance.now() + seconds * 1000;
    while (performance.now() < endMs) {
      await this.#send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...TAB });
      await sleep(20);
      await this.#send('Input.dispatchKeyEvent', { type: 'keyUp', ...TAB });
      await sleep(100);
    }
    return this.#evaluate('({ delay: probe.delay, longTask: probe.longTask })');
  }

  /** What is in use after a garbage collection. */
  async weight(): Promise<Weight> {
    await this.#send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#send<{ usedSize: number }>('Runtime.getHeapUsage');
    const counted = await this.#send<{ nodes: number; jsEventListeners: number }>('Memory.getDOMCounters');
    return { heapMb: usedSize / 1e6, nodes: counted.nodes, listeners: counted.jsEventListeners };
  }

  #send<Result>(method: string, params: object = {}): Promise<Result> {
    return this.#browser.send<Result>(method, params, this.#session);
  }

  /** @param expression of the page; a promise is waited for @throws Error of the page */
  async #evaluate<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await this.#send<{
      result: { value: Value };
      exceptionDetails?: { exception?: { description?: string } };
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  }

  /** @param expression of the page, asked again until it is neither null nor false */
  #soon<Value>(expression: string): Promise<Value> {
    return eventually(
      async () => {
        const value = await this.#evaluate<Value | null | false>(expression);
        if (value === null || value === false) throw new Error(`not yet: ${expression}`);
        return value;
      },
      { withinMs: DEADLINE_MS, everyMs: LOOK_MS },
    );
  }
}

/** @returns the cookie of a session, `name=value` */
async function signIn(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/ui/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lbaas-page': '1', origin },
    body: JSON.stringify({ project_id: 'admin', is_admin: true }),
  });
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}
