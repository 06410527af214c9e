import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';

const COOKIE = /set-cookie: (SRV=[0-9a-f]+)/i;

/** A client with the cookie of its member, which it must meet again however the others change. */
export class StickyClient {
  readonly #lab: Lab;
  readonly #url: string;
  readonly #cookie: string;
  readonly #home: string;
  checks = 0;

  private constructor(lab: Lab, url: string, known: { cookie: string; home: string }) {
    this.#lab = lab;
    this.#url = url;
    this.#cookie = known.cookie;
    this.#home = known.home;
  }

  static async start(lab: Lab, url: string): Promise<StickyClient> {
    const answer = await ask(lab, url);
    const cookie = COOKIE.exec(answer)?.[1] ?? '';
    expect(cookie, answer).not.equal('');
    return new StickyClient(lab, url, { cookie, home: memberOf(await ask(lab, url, cookie)) });
  }

  async check(): Promise<void> {
    const answer = await ask(this.#lab, this.#url, this.#cookie);
    expect(memberOf(answer), answer).equal(this.#home);
    this.checks += 1;
  }
}

/** The headers and the page. */
async function ask(lab: Lab, url: string, cookie?: string): Promise<string> {
  const withCookie = cookie === undefined ? [] : ['-b', cookie];
  const { code, stdout } = await lab.exec('client', ['curl', '-s', '-i', '-m', '10', ...withCookie, url]);
  expect(code, url).equal(0);
  return stdout;
}

const memberOf = (answer: string): string => /web-\d+/.exec(answer)?.[0] ?? 'nobody';
