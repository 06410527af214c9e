import { expect } from 'chai';
import type { Answer, Client } from '../support/lbaas-v1-client.ts';
import type { LbaasApi } from '../support/lbaas-v1-fixture.ts';
import type { Dice } from './dice.ts';
import { type Kind, PATHS, type SharedObjects } from './shared-objects.ts';

export interface CallerOptions {
  readonly api: LbaasApi;
  readonly headers: Readonly<Record<string, string>>;
  /** Objects of the caller's project. */
  readonly own: SharedObjects;
  /** Objects of an admin that are visible to everybody. */
  readonly common: SharedObjects;
  readonly dice: Dice;
}

/** Share of creates that are sent twice at once with one key, and of changes with If-Match. */
const SPECIAL = 0.1;

/** One of the racing clients. It remembers what it creates and forgets what it has deleted. */
export class Caller {
  readonly dice: Dice;
  readonly #api: LbaasApi;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #client: Client;
  readonly #own: SharedObjects;
  readonly #common: SharedObjects;

  constructor({ api, headers, own, common, dice }: CallerOptions) {
    this.#api = api;
    this.#headers = headers;
    this.#client = api.as(headers);
    this.#own = own;
    this.#common = common;
    this.dice = dice;
  }

  own(kind: Kind): string {
    return this.#own.any(kind, this.dice);
  }

  /** What an admin has made for all. */
  common(kind: Kind): string {
    return this.#common.any(kind, this.dice);
  }

  /** An object of its own, or one that is shared with it. */
  usable(kind: 'network' | 'subnet'): string {
    const isCommon = this.dice.chance(0.3) && this.#common.count(kind) > 0;
    return isCommon ? this.#common.any(kind, this.dice) : this.own(kind);
  }

  /** `body` has one object or several. */
  async make(kind: Kind, body: object): Promise<Answer> {
    const answer = this.dice.chance(SPECIAL)
      ? await this.#postTwice(PATHS[kind], body)
      : await this.#client.post(PATHS[kind], body);
    if (answer.status === 201) this.#own.add(kind, idsIn(answer));
    if (answer.status === 201 && kind === 'vip') this.#own.add('vip_port', portsIn(answer));
    return answer;
  }

  post(path: string, body: object): Promise<Answer> {
    return this.#client.post(path, body);
  }

  put(path: string, body: object): Promise<Answer> {
    return this.#client.put(path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.#client.delete(path);
  }

  async change(kind: Kind, fields: object): Promise<Answer> {
    const id = this.own(kind);
    const path = `${PATHS[kind]}/${id}`;
    const client = this.dice.chance(SPECIAL) ? await this.#conditional(path) : this.#client;
    return client.put(path, { [kind]: fields });
  }

  async end(kind: Kind): Promise<Answer> {
    const id = this.own(kind);
    const path = `${PATHS[kind]}/${id}`;
    const client = this.dice.chance(SPECIAL) ? await this.#conditional(path) : this.#client;
    const answer = await client.delete(path);
    if (answer.status === 204 || answer.status === 404) this.#own.drop(kind, id);
    return answer;
  }

  /** If-Match with the revision at this moment, which may have changed before the request arrives. */
  async #conditional(path: string): Promise<Client> {
    const { etag } = (await this.#client.get(path)).headers;
    return this.#api.as({ ...this.#headers, 'if-match': typeof etag === 'string' ? etag : '*' });
  }

  /** The work is done once, whichever request is first. */
  async #postTwice(path: string, body: object): Promise<Answer> {
    const key = `race-${this.dice.below(2 ** 32)}-${this.dice.below(2 ** 32)}`;
    const client = this.#api.as({ ...this.#headers, 'idempotency-key': key });
    const [first, second] = await Promise.all([client.post(path, body), client.post(path, body)]);
    if (first.status === 201 && second.status === 201) expect(second.body).to.deep.equal(first.body);
    return first.status === 201 ? first : second;
  }
}

/** Of one object or of several. */
const idsIn = (answer: Answer): readonly string[] => thingsIn(answer).map(({ id }) => id);

const portsIn = (answer: Answer): readonly string[] =>
  thingsIn(answer).flatMap(({ port_id: id }) => id ?? []);

const thingsIn = ({ body }: Answer) =>
  Object.values(body).flat() as readonly { readonly id: string; readonly port_id?: string }[];
