import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { list } from '../e2e/support/balancer.ts';
import { describeOnPage } from './support/page-world.ts';
import { Visitor } from './support/visitor.ts';

describeOnPage('a session of the web page', (world) => {
  const { lab } = world;

  it('is over in all windows when one of them signs out, and begins where each was', async () => {
    const visitor = await Visitor.enter(world);
    const balancer = `/load-balancers/${world.example.pool}`;
    await visitor.signIn(balancer);
    const second = await visitor.openWindow(balancer);
    await second.getByText('All 2 members serve.').waitFor();
    await visitor.page.getByRole('button', { name: /^Signed in as/ }).click();
    await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const page of [visitor.page, second]) await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await second.getByText('tomcat_lb').count()).to.equal(0);
    await second.getByRole('button', { name: 'Sign in' }).click();
    await second.getByText('All 2 members serve.').waitFor();
    expect(second.url()).to.equal(`${lab.apiUrl}/ui${balancer}`);
    await visitor.leave();
  });

  it('shows nothing of other projects, and nothing of the operator', async () => {
    const stranger = await Visitor.enter(world);
    await stranger.signIn('/load-balancers', { project: 'elsewhere', isAdmin: false });
    await stranger.page.getByText('No load balancer yet').waitFor();
    expect(await stranger.page.getByRole('link', { name: 'Operating' }).count()).to.equal(0);
    for (const address of [`/load-balancers/${world.example.pool}`, `/pools/${world.example.pool}`])
      await stranger.goTo(address, 'There is nothing at this address');
    await stranger.goTo('/operating/agents', 'For admins only');
    const box = stranger.page.getByLabel('Find any object by name, ID or address');
    await box.fill('tomcat');
    await stranger.page.getByText('Nothing matches').waitFor();
    await stranger.leave();
  });

  /** A site that is not ours, from whose pages a signed-in browser is used. */
  async function foreignPage(visitor: Visitor): Promise<{ page: Page; close: () => void }> {
    const server = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<h1>evil</h1>'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const page = await visitor.page.context().newPage();
    // Another port is another origin, but the same site: cookies go along.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const close = (): void => {
      server.closeAllConnections();
      server.close();
    };
    return { page, close };
  }

  it('is of no use to pages of another origin', async () => {
    const visitor = await Visitor.enter(world);
    await visitor.signIn();
    const { page, close } = await foreignPage(visitor);
    const api = lab.apiUrl;
    const before = await list(lab, '/v2.0/lb/health_monitors');
    const body = JSON.stringify({ health_monitor: { type: 'TCP', delay: 5, timeout: 4, max_retries: 3 } });
    const asked = (path: string, init: object): Promise<string> =>
      page.evaluate<string>(
        `fetch(${JSON.stringify(api + path)}, ${JSON.stringify({ credentials: 'include', ...init })})
          .then(async (answer) => answer.type + ' ' + answer.status + ' ' + (await answer.text()), () => 'refused')`,
      );
    const monitors = '/v2.0/lb/health_monitors';
    const json = { 'Content-Type': 'application/json' };
    for (const [path, init] of [
      ['/ui/session', {}],
      [monitors, {}],
      [monitors, { method: 'POST', body }],
      [monitors, { method: 'POST', body, headers: json }],
      [monitors, { method: 'POST', body, headers: { ...json, 'X-LBaaS-Page': '1' } }],
      [`/v2.0/lb/vips/${world.example.vip}`, { method: 'DELETE' }],
    ] as const)
      expect(await asked(path, init), `${path} ${JSON.stringify(init)}`).to.equal('refused');
    // What may be sent without a word of the server is refused by the server.
    expect(await asked(monitors, { method: 'POST', body, mode: 'no-cors' })).to.equal('opaque 0 ');

    await page.setContent(`<form method="post" enctype="text/plain" action="${api}${monitors}">
      <input name='${body.replace('}}', '},"x":"')}' value='"}'></form>`);
    const answer = page.waitForResponse(`${api}${monitors}`);
    await page.evaluate('document.forms[0].submit()');
    expect((await answer).status()).to.equal(403);
    expect(await list(lab, monitors)).to.deep.equal(before);
    expect(await list(lab, '/v2.0/lb/vips')).to.have.length(1);
    close();
    await visitor.leave();
  });

  it('cannot be seen through a frame of another origin', async () => {
    const visitor = await Visitor.enter(world);
    await visitor.signIn();
    const { page, close } = await foreignPage(visitor);
    await page.setContent(`<iframe src="${lab.apiUrl}/ui/load-balancers"></iframe>`);
    const frame = page.frames().find((each) => each !== page.mainFrame());
    await eventually(() => expect(frame?.url()).to.match(/^chrome-error:/), { withinMs: 20_000 });
    expect(await frame?.getByText('tomcat_lb').count()).to.equal(0);
    close();
    await visitor.leave();
  });
});
