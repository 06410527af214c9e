import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** Rules of axe that this look may break where the first one does not; left out: all. */
  readonly rules?: readonly string[];
}

/** Each theme and each width once: a judgement takes a second. */
const JUDGED: readonly Look[] = [
  { theme: 'light', width: 1440, height: 900 },
  {
    theme: 'dark',
    width: 390,
    height: 844,
    rules: [
      'color-contrast',
      'scrollable-region-focusable',
      'target-size',
      'button-name',
      'link-name',
      'label',
    ],
  },
];

const DIRECTORY = process.env['LB_PAGE_SCREENSHOTS'];

/** Pictures are also taken of the two other ones. */
const ONLY_SEEN: readonly Look[] = [
  { theme: 'dark', width: 1440, height: 900, rules: [] },
  { theme: 'light', width: 390, height: 844, rules: [] },
];

export const LOOKS: readonly Look[] = DIRECTORY === undefined ? JUDGED : [...JUDGED, ...ONLY_SEEN];

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** @throws AssertionError with what a screen reader or a keyboard would stumble over */
export async function expectAccessible(page: Page, { rules }: Look): Promise<void> {
  if (rules?.length === 0) return;
  await page.evaluate(AXE);
  const runOnly = rules === undefined ? {} : { runOnly: rules };
  const options = JSON.stringify({ resultTypes: ['violations'], preload: false, ...runOnly });
  const findings = await page.evaluate<readonly Finding[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  expect(
    findings.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`),
  ).to.deep.equal([]);
}

/** @throws AssertionError when something stays wider than the window; a screen takes a moment to fit a new one */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await eventually(
    async () => {
      const [content, window] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      );
      expect(content, 'width of the content').to.be.at.most(window);
    },
    { withinMs: 15_000 },
  );
}

/** Into the directory that LB_PAGE_SCREENSHOTS names, if it does. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (DIRECTORY === undefined) return;
  await mkdir(DIRECTORY, { recursive: true });
  // The page scrolls inside of its frame: let the window be as high as what is in it.
  const height = Number(
    await page.evaluate(
      "(() => { const main = document.querySelector('#main'); return main ? document.documentElement.scrollHeight + main.scrollHeight - main.clientHeight : 0; })()",
    ),
  );
  const size = page.viewportSize();
  if (size !== null && height > size.height) await page.setViewportSize({ width: size.width, height });
  await page.screenshot({ path: join(DIRECTORY, `${name}.png`) });
  if (size !== null) await page.setViewportSize(size);
}
