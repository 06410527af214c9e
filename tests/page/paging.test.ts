import { expect } from 'chai';
import type { Request } from 'playwright-core';
import { makePool } from './support/objects.ts';
import { describeOnPage } from './support/page-world.ts';
import { useVisitor } from './support/use-visitor.ts';

const NAMES = ['paged-a', 'paged-b', 'paged-c'];
const LIST = '/load-balancers?q=paged-&sort_key=name&sort_dir=asc&limit=2';

describeOnPage('a list of several pages', (world) => {
  const { visitor, hands } = useVisitor(world, '/load-balancers');

  it('is turned forth and back, and asks for the next page while the pointer is on its button', async () => {
    for (const name of NAMES) await makePool(world, name);
    const { page } = hands;
    const asked: string[] = [];
    const note = (request: Request): void => {
      const { pathname, searchParams } = new URL(request.url());
      const marker = searchParams.get('marker');
      if (pathname.endsWith('/lb/loadbalancers') && marker !== null) asked.push(marker);
    };
    page.on('request', note);
    const shown = async (): Promise<string[]> =>
      (await page.locator('main tbody tr td a').allTextContents()).map((text) => text.trim());
    await visitor.goTo(LIST, 'paged-b');
    expect(await shown()).to.deep.equal(['paged-a', 'paged-b']);
    expect(asked).to.deep.equal([]);

    const next = page.getByRole('button', { name: 'Next page' });
    const answered = page.waitForResponse((response) => response.url().includes('marker='));
    await next.hover();
    await answered;
    expect(await shown()).to.deep.equal(['paged-a', 'paged-b']);
    await next.click();
    await page.getByRole('link', { name: 'paged-c' }).waitFor();
    expect(await shown()).to.deep.equal(['paged-c']);
    expect([...new Set(asked)]).to.have.length(1);
    expect(await next.isDisabled()).to.equal(true);

    await page.getByRole('button', { name: 'Previous page' }).click();
    await page.getByRole('link', { name: 'paged-a' }).waitFor();
    expect(await shown()).to.deep.equal(['paged-a', 'paged-b']);
    page.off('request', note);
  });
});
