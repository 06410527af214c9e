import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { createLogger } from '@lbaas/common/runtime';
import { createApp, neutronDialect, NoAuthenticator, registerPage } from '@lbaas/server/testing';
import { UnitOfWork, createConnectionPool } from '@lbaas/server/persistence';
import { expect } from 'chai';
import type { App } from '../support/lbaas-v1-client.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const SCRIPT = 'export const answer = 42;\n'.repeat(50);

describe('the files of the web page', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-page-'));
  const pool = createConnectionPool({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const apps: App[] = [];

  function serve(page: string): App {
    const logger = createLogger({ name: 'test', level: 'silent' });
    const unitOfWork = new UnitOfWork({ pool });
    const authenticator = new NoAuthenticator();
    const app = createApp({ unitOfWork, authenticator, dialects: [neutronDialect([])], logger });
    registerPage(app, { directory: page });
    apps.push(app);
    return app;
  }

  let app: App;
  before(() => {
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), '<!doctype html><title>page</title>');
    writeFileSync(join(directory, 'assets', 'main-abc123.js'), SCRIPT);
    writeFileSync(join(directory, 'assets', 'main-abc123.js.br'), brotliCompressSync(SCRIPT));
    writeFileSync(join(directory, '.secret'), 'secret');
    app = serve(directory);
  });
  after(async () => {
    for (const each of apps) await each.close();
    await pool.end();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are what a browser gets that opens the server, and programs get the versions as ever', async () => {
    const browser = await app.inject({ url: '/', headers: BROWSER });
    expect(browser.statusCode).to.equal(302);
    expect(browser.headers).to.include({ location: '/ui/', vary: 'accept' });
    for (const accept of ['application/json', '*/*']) {
      const program = await app.inject({ url: '/', headers: { accept } });
      expect(program.statusCode).to.equal(200);
      expect(program.json<{ versions: unknown }>().versions).to.have.length(1);
    }
    const bare = await app.inject({ url: '/ui?a=b', headers: BROWSER });
    expect([bare.statusCode, bare.headers.location]).to.deep.equal([302, '/ui/?a=b']);
  });

  it('are the page for every place in it, which is asked about each time', async () => {
    for (const url of ['/ui/', '/ui/load-balancers/1?tab=members', '/ui/assets/of-old.js']) {
      const answer = await app.inject({ url, headers: BROWSER });
      expect(answer.statusCode, url).to.equal(200);
      expect(answer.body).to.contain('<title>page</title>');
      expect(answer.headers).to.include({ 'cache-control': 'no-cache' });
      expect(answer.headers['content-type']).to.contain('text/html');
    }
    const head = await app.inject({ method: 'HEAD', url: '/ui/' });
    expect([head.statusCode, head.body]).to.deep.equal([200, '']);
    expect(head.headers).to.include({ 'cache-control': 'no-cache' });
    const place = await app.inject({ method: 'HEAD', url: '/ui/load-balancers/1', headers: BROWSER });
    expect(place.statusCode).to.equal(200);
    const etag = String((await app.inject('/ui/')).headers.etag);
    const again = await app.inject({ url: '/ui/', headers: { ...BROWSER, 'if-none-match': etag } });
    expect(again.statusCode).to.equal(304);
    const missing = await app.inject('/ui/assets/of-old.js');
    expect(missing.statusCode).to.equal(404);
    expect(missing.json<{ NeutronError: { type: string } }>().NeutronError.type).to.equal('HTTPNotFound');
  });

  it('are kept for ever when their content is in their name, and sent as small as they can be', async () => {
    const url = '/ui/assets/main-abc123.js';
    const small = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(small.headers).to.include({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(small.headers['content-type']).to.contain('javascript');
    expect(small.headers['cache-control']).to.equal('public, max-age=31536000, immutable');
    expect(brotliDecompressSync(small.rawPayload).toString()).to.equal(SCRIPT);
    const plain = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(plain.headers['content-encoding']).to.equal(undefined);
    expect(plain.body).to.equal(SCRIPT);
  });

  it('let nothing in from elsewhere, and nobody put them into a frame', async () => {
    for (const url of ['/ui/', '/ui/assets/main-abc123.js', '/ui/missing', '/ui']) {
      const { headers } = await app.inject({ url, headers: BROWSER });
      const policy = String(headers['content-security-policy']);
      expect(policy).to.contain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).to.contain("frame-ancestors 'none'");
      expect(policy).not.to.contain('unsafe');
      expect(headers).to.include({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers).to.have.property('permissions-policy');
      expect(headers).not.to.have.property('access-control-allow-origin');
    }
  });

  it('are not more than these: no hidden ones, and none from outside', async () => {
    for (const url of [
      '/ui/.secret',
      '/ui/../package.json',
      '/ui/%2e%2e/%2e%2e/etc/passwd',
      '/ui/..%2fpackage.json',
    ])
      expect((await app.inject(url)).statusCode, url).to.be.within(400, 404);
  });

  it('are asked for in one sentence where they are not built, and need no restart when they are', async () => {
    const empty = join(directory, 'later');
    const unbuilt = serve(empty);
    for (const url of ['/ui/', '/ui/load-balancers']) {
      const answer = await unbuilt.inject({ url, headers: BROWSER });
      expect(answer.statusCode).to.equal(404);
      expect(answer.body).to.match(/^The web page is not built: [^\n]+\.\n$/);
    }
    mkdirSync(empty);
    writeFileSync(join(empty, 'index.html'), 'built');
    expect((await unbuilt.inject({ url: '/ui/', headers: BROWSER })).body).to.equal('built');
  });
});
