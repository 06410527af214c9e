import { expect } from 'chai';
import fc from 'fast-check';
import { neutronDialect, NoAuthenticator, wireErrors } from '@lbaas/server/testing';
import { checkAnswer } from '../support/answer-check.ts';
import type { Answered, Asked } from './asked.ts';
import { runs } from '../support/fuzz.ts';
import { type Digest, changes } from './tables.ts';
import { ONE, TWO, type World } from './world.ts';

interface Caller {
  readonly projectId: string;
  readonly isAdmin: boolean;
}

const authenticator = new NoAuthenticator();
const errors = wireErrors(neutronDialect([]).errors.wordings);

/** Sends requests and checks each answer, and the effect of the request, against the promises for every request. */
export class Judge {
  readonly #world: World;
  readonly #secrets: readonly string[];
  #saved: Digest | undefined;
  #known: Digest | undefined;

  constructor(world: World) {
    this.#world = world;
    this.#secrets = world.secrets;
  }

  /** Each run starts with the same world. */
  async holds<T>(usual: number, request: fc.Arbitrary<T>, run: (value: T) => Promise<void>): Promise<void> {
    const property = fc.asyncProperty(request, run).afterEach(() => this.restart());
    await fc.assert(property, runs<[T]>(usual));
  }

  async send(asked: Asked): Promise<Answered> {
    await this.#before();
    const answer = await this.#inject(asked);
    const changed = await this.changed();
    const about = `${asked.method} ${asked.url} ${preview(asked)}: ${answer.status} ${answer.text.slice(0, 500)}`;
    expectProper(asked, answer, about);
    await this.#expectDocumented(asked, answer);
    const caller = await callerOf(asked);
    if (caller !== undefined) this.#expectDiscreet(caller, asked, answer, about);
    expectContained(caller, asked, answer, { changed, about });
    return answer;
  }

  /** What has changed since the last request. */
  async changed(): Promise<readonly string[]> {
    const before = await this.#before();
    const after = await this.#world.tables.digest();
    const changed = changes(before, after);
    if (changed.length > 0) this.#known = after;
    return changed;
  }

  async #before(): Promise<Digest> {
    this.#known ??= await this.#world.tables.digest();
    this.#saved ??= this.#known;
    return this.#known;
  }

  /** Restores the world as it was before the first write. */
  async restart(): Promise<void> {
    if (this.#known === this.#saved) return;
    await this.#world.tables.restore();
    this.#known = this.#saved;
  }

  async #inject({ method, url, headers, body }: Asked): Promise<Answered> {
    // The cast: methods that HTTP does not have are sent too.
    const answer = await this.#world.api.app.inject({
      method: method as 'GET',
      url,
      headers: { ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  }

  async #expectDocumented({ method, url }: Asked, { status, headers, text }: Answered): Promise<void> {
    if (method === 'HEAD' || !URL.canParse(url, 'http://api')) return;
    const isText = headers['content-type'] === 'text/event-stream';
    const body: unknown = isText ? text : text === '' ? {} : JSON.parse(text);
    await checkAnswer(this.#world.api.app, { method, url, status, body });
  }

  /** Only project two and admins may learn anything about project two that the request itself did not contain. */
  #expectDiscreet(
    { projectId, isAdmin }: Caller,
    asked: Asked,
    { headers, text }: Answered,
    about: string,
  ): void {
    if (isAdmin || projectId === TWO) return;
    const answered = `${text} ${JSON.stringify(headers)}`;
    const said = everythingSaid(asked);
    const leaked = this.#secrets.filter((secret) => answered.includes(secret) && !said.includes(secret));
    expect(leaked, `leaked by ${about}`).to.deep.equal([]);
  }
}

/** A refused or reading request changes nothing; a write changes only what belongs to its caller. */
function expectContained(
  caller: Caller | undefined,
  { method }: Asked,
  { status }: Answered,
  { changed, about }: { readonly changed: readonly string[]; readonly about: string },
): void {
  const isWrite = status < 300 && method !== 'GET' && caller !== undefined;
  if (isWrite && caller.isAdmin) return;
  const allowed = isWrite ? changed.filter((part) => isOf(part, caller.projectId)) : [];
  expect(changed, `changed by ${about}`).to.deep.equal(allowed);
}

/** Parts are `table owner`; rows without an owner belong to nobody else. */
const isOf = (part: string, projectId: string): boolean =>
  part.endsWith(' ') || part.slice(part.indexOf(' ') + 1) === projectId;

const callerOf = (asked: Asked): Promise<Caller | undefined> =>
  authenticator.authenticate({ ...asked.headers }).catch(() => undefined);

const REQUEST_ID = /^req-[0-9a-f-]{36}$/;

export function expectProper(
  { method }: Pick<Asked, 'method'>,
  { status, headers, text }: Answered,
  about: string,
): void {
  expect(headers['x-openstack-request-id'], about).to.match(REQUEST_ID);
  if (status === 204 || method === 'HEAD') expect(text, about).to.equal('');
  if (status < 300 || method === 'HEAD') return;
  const body = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const wrapper = status === 501 ? 'NotImplementedError' : 'NeutronError';
  expect(Object.keys(body), about).to.deep.equal([wrapper]);
  const { type, message, detail, ...rest } = body[wrapper] ?? {};
  expect(rest, about).to.deep.equal({});
  expect(detail, about).to.equal('');
  expect(message, about).to.be.a('string').that.does.not.match(INTERNALS);
  const known = errors.find((error) => error.type === type);
  expect(known?.status, about).to.equal(status);
  if (type !== 'NotImplementedError') expect(status, about).to.be.lessThan(500);
}

/** No answer may show files, statements or stacks. */
const INTERNALS = /node_modules|\bat \w+ \(|SELECT |UPDATE |INSERT |\.ts:\d|syntax error|relation "/;

/** In every form in which an answer may repeat it. */
function everythingSaid({ url, headers, body }: Asked): string {
  return [url, decoded(url), JSON.stringify(headers), body?.toString() ?? ''].join(' ');
}

/** Part by part, as a server reads it: one that cannot be decoded says nothing of the others. */
const decoded = (url: string): string =>
  url
    .split(/[/?&=]/)
    .map((part) => decodedPart(part.replaceAll('+', ' ')))
    .join(' ');

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

const preview = ({ body, headers }: Asked): string =>
  `${JSON.stringify(headers)} ${body === undefined ? '' : body.toString().slice(0, 500)}`;

export const AS_ONE = { 'x-project-id': ONE, 'x-roles': 'member' };
export const AS_ADMIN = { 'x-project-id': 'admin', 'x-roles': 'admin' };
