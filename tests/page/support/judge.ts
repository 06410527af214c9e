import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

/** A judgement takes a second. Colours and widths have nothing to do with each other: each of them is judged once. */
export const JUDGED: readonly [Look, Look] = [
  { theme: 'light', width: 1440, height: 900 },
  { theme: 'dark', width: 390, height: 844 },
];

/** Those that pictures are kept of; with LB_LOOKS=all each with each. */
export const LOOKS: readonly Look[] =
  process.env['LB_LOOKS'] === 'all'
    ? [...JUDGED, { theme: 'dark', width: 1440, height: 900 }, { theme: 'light', width: 390, height: 844 }]
    : JUDGED;

/** Pictures of the last run, for whoever looks at them; git ignores it. */
const DIRECTORY = fileURLToPath(new URL('../../../test-output/page/', import.meta.url));

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** @throws AssertionError with what a screen reader or a keyboard would stumble over */
export async function expectAccessible(page: Page): Promise<void> {
  // Half a megabyte, once per document.
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(AXE);
  const findings = await page.evaluate<readonly Finding[]>(
    `axe.run(document, { resultTypes: ['violations'], preload: false }).then(({ violations }) => violations)`,
  );
  expect(
    findings.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`),
  ).to.deep.equal([]);
}

/** What is wider than its place among what scrolls (the window, the frame, dialogs), and what makes it so. */
const OVERFLOWS = `[document.documentElement, ...document.querySelectorAll('#main, .pf-v6-c-modal-box__body')]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .flatMap((place) => {
    const { right } = place.getBoundingClientRect();
    const wide = [...place.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > right + 1);
    return [place.tagName + ': ' + place.scrollWidth + ' in ' + place.clientWidth,
      ...wide.slice(0, 5).map(({ outerHTML }) => outerHTML.slice(0, 200))];
  })
  .join('\\n')`;

/** @throws Error when something stays wider than its place; a screen takes a moment to fit a new one */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await eventually(
    async () => {
      const found = await page.evaluate<string>(OVERFLOWS);
      // Not an assertion: those cut their texts off.
      if (found !== '') throw new Error(found);
    },
    { withinMs: 15_000 },
  );
}

export async function keepScreenshot(page: Page, name: string): Promise<void> {
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
