import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import { Hands } from './hands.ts';
import type { Look } from './judge.ts';
import type { PageWorld } from './page-world.ts';

interface Circumstances {
  readonly language?: 'en-US' | 'zh-CN';
}

const WAIT_MS = 30_000;
/** Of PatternFly: from here on up there is room beside each other. */
const NARROW = 768;

/** Colours change over some frames; a look between them finds contrasts that nobody sees. */
const TRANSITIONS_DONE = `new Promise(requestAnimationFrame).then(() =>
  Promise.allSettled(
    document.getAnimations().filter((each) => each instanceof CSSTransition).map(({ finished }) => finished),
  )).then(() => undefined)`;

/** Somebody with a browser of their own. What must never happen in it is collected while they look around. */
export class Visitor {
  readonly page: Page;
  readonly hands: Hands;
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly #faults: string[] = [];

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.#context = context;
    this.page = page;
    this.hands = new Hands(page);
    this.#origin = origin;
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => this.#faults.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.#faults.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`)) this.#faults.push(`request to ${request.url()}`);
    });
  }

  static async enter(
    { lab, browser }: PageWorld,
    { language = 'en-US' }: Circumstances = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      locale: language,
      reducedMotion: 'reduce',
    });
    return new Visitor(context, await context.newPage(), lab.apiUrl);
  }

  /** Returns when colours and places are those of the look, and none is on its way there. */
  async become({ theme, width, height }: Look): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme });
    await this.page.setViewportSize({ width, height });
    const dark = 'html.pf-v6-theme-dark';
    await this.page.locator(theme === 'dark' ? dark : `html:not(${dark.slice(4)})`).waitFor();
    // The frame of the page follows the width of the window a quarter of a second later.
    const masthead = '.pf-v6-c-masthead';
    const wrong =
      width < NARROW ? `${masthead}.pf-m-display-inline` : `${masthead}:not(.pf-m-display-inline)`;
    await this.page.locator(`:root:not(:has(${wrong}))`).waitFor();
    await this.page.evaluate(TRANSITIONS_DONE);
  }

  /** Goes to an address of the page and signs in there; as an admin of the example's project if nothing is said. */
  async signIn(address = '/load-balancers', { project = 'admin', isAdmin = true } = {}): Promise<void> {
    await this.goTo(address);
    await this.page.locator('#project_id').fill(project);
    await this.page.getByRole('checkbox').setChecked(isAdmin);
    await this.page.locator('button[type=submit]').click();
    await this.page.locator('nav').first().waitFor({ state: 'attached' });
  }

  /** One more window of the same browser, with the same session. */
  async openWindow(address: string): Promise<Page> {
    const page = await this.#context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    await page.goto(`${this.#origin}/ui${address}`);
    return page;
  }

  /** Returns when the screen there is complete: it has the text, and nothing in it is loading. */
  async goTo(address: string, shows = ''): Promise<void> {
    await this.page.goto(`${this.#origin}/ui${address}`);
    await this.#isComplete(shows);
  }

  /** As goTo, without loading the page anew, as its own links do it: a third of the CPU. */
  async walkTo(address: string, shows = ''): Promise<void> {
    await this.page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/ui${address}`)})`);
    await this.#isComplete(shows);
  }

  async #isComplete(shows: string): Promise<void> {
    await this.page.locator('h1').waitFor();
    await this.page.locator('main').getByText(shows).filter({ visible: true }).first().waitFor();
    await this.page.locator(':root:not(:has([aria-busy=true]))').waitFor();
  }

  /** @throws AssertionError when the page broke, broke its security policy, or asked another host */
  expectNoFault(): void {
    expect(this.#faults).to.deep.equal([]);
  }

  async leave(): Promise<void> {
    await this.#context.close();
    this.expectNoFault();
  }
}
