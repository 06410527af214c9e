import fc from 'fast-check';
import { type Asked, asked } from './asked.ts';
import { idsOf, rawBodies, texts, values } from './hostile-values.ts';
import { AS_ONE } from './judge.ts';
import { validFields } from './valid-body.ts';
import type { Resource, World } from './world.ts';

export interface Route {
  readonly method: string;
  /** As OpenAPI writes it. */
  readonly template: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every route of the API's own reference but the reference itself. */
export async function routesOf({ api }: World): Promise<readonly Route[]> {
  const { paths } = (await api.app.inject('/v2.0/openapi.json')).json<Document>();
  const served = Object.entries(paths).filter(
    ([template]) => template.startsWith('/v2.0') && !template.endsWith('.json'),
  );
  return served.flatMap(([template, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), template })),
  );
}

/** Requests that nobody would send by mistake, for any route of the API. */
export class HostileRequests {
  readonly #world: World;
  readonly #routes: readonly Route[];

  constructor(world: World, routes: readonly Route[]) {
    this.#world = world;
    this.#routes = routes;
  }

  /** Attributes of the resource and others, with any value. */
  bodies(): fc.Arbitrary<Asked> {
    return this.#route(({ method }) => method === 'POST' || method === 'PUT').chain((route) =>
      fc
        .record({ url: this.#path(route), body: this.#body(route) })
        .map(({ url, body }) => asked(route.method, url, AS_ONE, body)),
    );
  }

  /** Text and bytes that are hardly JSON, under any content type; also where no body belongs. */
  rawBodies(): fc.Arbitrary<Asked> {
    return this.#route(() => true).chain((route) =>
      fc
        .record({ url: this.#path(route), body: rawBodies(this.#body(route)), headers: contentHeaders })
        .map(({ url, body, headers }) => asked(route.method, url, { ...AS_ONE, ...headers }, body)),
    );
  }

  /** Lists and single objects with any query. */
  queries(): fc.Arbitrary<Asked> {
    return this.#route(({ method }) => method === 'GET').chain((route) =>
      fc
        .record({ path: this.#path(route), query: this.#query(route) })
        .map(({ path, query }) => asked('GET', `${path}?${query}`, AS_ONE)),
    );
  }

  /** Ids of any kind in any place, and methods that the path may not have. */
  paths(): fc.Arbitrary<Asked> {
    const method = fc.constantFrom(
      'GET',
      'PUT',
      'DELETE',
      'POST',
      'PATCH',
      'HEAD',
      'OPTIONS',
      'TRACE',
      'LINK',
    );
    return this.#route(() => true).chain((route) =>
      fc
        .record({ path: this.#path(route, true), method: fc.oneof(fc.constant(route.method), method), tail })
        .map(({ path, method: verb, tail: rest }) => asked(verb, `${path}${rest}`, AS_ONE)),
    );
  }

  headers(): fc.Arbitrary<Asked> {
    return this.#route(() => true).chain((route) =>
      fc
        .record({ url: this.#path(route), body: this.#body(route), headers: anyHeaders(this.#world) })
        .map(({ url, body, headers }) => {
          const { method } = route;
          return asked(method, url, headers, method === 'GET' ? undefined : body);
        }),
    );
  }

  /** One for each object of either project. */
  pathsOf(route: Route): readonly string[] {
    const singular = this.#resource(route)?.singular ?? '';
    const ids = [this.#world.own, this.#world.foreign].flatMap((all) => all[singular] ?? []);
    return [...new Set(ids.map((id) => route.template.replaceAll(/\{\w+\}/g, id)))];
  }

  any(): fc.Arbitrary<Asked> {
    return fc.oneof(this.bodies(), this.rawBodies(), this.queries(), this.paths(), this.headers());
  }

  #route(which: (route: Route) => boolean): fc.Arbitrary<Route> {
    return fc.constantFrom(...this.#routes.filter(which));
  }

  #resource({ template }: Route): Resource | undefined {
    const fits = this.#world.resources.filter(({ path }) => template.startsWith(`/v2.0${path}`));
    return fits.find(({ path }) => template.replace(/\/\{\w+\}$/, '') === `/v2.0${path}`) ?? fits[0];
  }

  #path(route: Route, wild = false): fc.Arbitrary<string> {
    const pieces = route.template.split(/(\{\w+\})/);
    const filled = pieces.map((piece) =>
      piece.startsWith('{') ? this.#id(route, wild) : fc.constant(piece),
    );
    return fc.tuple(...filled).map((parts) => parts.join(''));
  }

  #id(route: Route, wild: boolean): fc.Arbitrary<string> {
    const singular = this.#resource(route)?.singular ?? 'pool';
    const own = fc.constantFrom(...(this.#world.own[singular] ?? ['one']));
    const foreign = fc.constantFrom(...(this.#world.foreign[singular] ?? ['CANARY-project-two']));
    const odd = fc.oneof(
      texts.map((text) => encodeURIComponent(wellFormed(text))),
      fc.constantFrom(...idsOf(this.#world)).chain((id) => fc.constantFrom(...misspelt(id))),
      fc.constantFrom(
        '%',
        '%zz',
        '%ff',
        '%00',
        '..',
        '.',
        '%2e%2e',
        ';',
        'a%2fb',
        'x'.repeat(501),
        '💥',
        '\\',
        ' ',
      ),
    );
    return fc.oneof(
      { weight: wild ? 1 : 5, arbitrary: own },
      { weight: 2, arbitrary: foreign },
      { weight: wild ? 4 : 1, arbitrary: odd },
    );
  }

  #body(route: Route): fc.Arbitrary<unknown> {
    const resource = this.#resource(route);
    const any = values(this.#world);
    if (resource === undefined) return any;
    const { singular, collection } = resource;
    const names = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...Object.keys(resource.attributes)) },
      texts,
    );
    const wild = fc.dictionary(names, any, { maxKeys: 4, noNullPrototype: true });
    const verb = route.method === 'POST' ? 'post' : 'put';
    const fine = validFields(resource, { verb, isAdmin: false, own: this.#world.own });
    const fields = fc.oneof(
      fine,
      fc.tuple(fine, wild).map(([good, bad]) => ({ ...good, ...bad })),
      wild,
    );
    return fc.oneof(
      { weight: 5, arbitrary: fields.map((one) => ({ [singular]: one })) },
      fc.array(fields, { maxLength: 4 }).map((many) => ({ [collection]: many })),
      fields,
      any.map((value) => ({ [singular]: value })),
      any.map((value) => ({ [collection]: value })),
      any,
    );
  }

  #query(route: Route): fc.Arbitrary<string> {
    const attributes = Object.keys(this.#resource(route)?.attributes ?? {});
    const name = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...CONTROLS, ...attributes) }, texts);
    const value = fc.oneof(
      { weight: 3, arbitrary: texts },
      { weight: 2, arbitrary: fc.constantFrom(...attributes, ...idsOf(this.#world)) },
      fc.constantFrom(
        'asc',
        'desc',
        'True',
        'false',
        '1',
        '2',
        '1000000',
        'ACTIVE',
        'ip_address=10.77.0.177',
        'subnet_id=',
      ),
    );
    const pair = fc.tuple(name, value).map(([key, text]) => `${escaped(key)}=${escaped(text)}`);
    const sort = fc
      .tuple(fc.constantFrom(...attributes, 'x'), fc.constantFrom('asc', 'desc', 'up'))
      .map(([key, direction]) => `sort_key=${escaped(key)}&sort_dir=${direction}`);
    const many = fc
      .tuple(pair, fc.constantFrom(50, 1500))
      .map(([one, times]) => Array(times).fill(one).join('&'));
    const raw = fc.constantFrom('%', '%zz=%ff', '&&==&', '=', '?', 'limit', 'fields[]=id', 'name[$ne]=', '#');
    const usual = fc.array(fc.oneof({ weight: 4, arbitrary: pair }, { weight: 2, arbitrary: sort }, raw), {
      maxLength: 6,
    });
    return fc.oneof({ weight: 9, arbitrary: usual.map((parts) => parts.join('&')) }, many);
  }
}

const CONTROLS = ['fields', 'limit', 'marker', 'sort_key', 'sort_dir', 'page_reverse', 'name'];

/** URLs and headers are UTF-8, which has no lone surrogates. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');

const escaped = (text: string): string => encodeURIComponent(wellFormed(text));

const misspelt = (id: string): readonly string[] => [
  id.toUpperCase(),
  `${id}.json`,
  `${id}.json.json`,
  `${id}.xml`,
  `${id}/`,
  `/${id}`,
  `${id}%20`,
  `${id}%00`,
  `{${id}}`,
  id.replaceAll('-', ''),
  id.slice(1),
  id.replaceAll('-', '%2d'),
  `./${id}`,
  `${id}/..`,
  `x/../${id}`,
];

const tail = fc.constantFrom(
  '',
  '',
  '',
  '.json',
  '/',
  '//',
  '.json?fields=id',
  '/x',
  '?',
  '#x',
  '.',
  '%2e',
  '/stats',
);

const contentHeaders = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'x',
      '',
      ';',
    ),
    'content-encoding': fc.constantFrom('gzip', 'identity', 'br', 'x'),
    accept: fc.constantFrom('application/xml', '*/*', '', 'text/event-stream', ';;'),
  },
  { requiredKeys: [] },
);

/** Printable, as a header has to be. */
const headerText = fc.oneof(
  texts.map((text) =>
    Buffer.from(wellFormed(text), 'utf8')
      .toString('latin1')
      .replaceAll(/[^\x20-\x7e\x80-\xff]/g, ''),
  ),
  fc.constantFrom('x'.repeat(256), 'x'.repeat(8000), 'W/"1"', '"1"', '*', '1', '-1', '1e9', 'a,b', '"'),
);

/** Headers that the server reads, or may come to read, with any value. Project two itself is not named. */
function anyHeaders(world: World): fc.Arbitrary<Readonly<Record<string, string>>> {
  const value = fc.oneof(headerText, fc.constantFrom(...idsOf(world)));
  const harmless = headerText.filter((text) => !/^\s*CANARY-project-two\s*$/.test(text));
  const roles = fc.constantFrom(
    'member',
    'reader',
    'Member',
    'reader,member',
    '',
    'none',
    'admin ',
    "admin'",
    'x,,y',
  );
  return fc.record(
    {
      'x-project-id': fc.oneof({ weight: 3, arbitrary: fc.constant('one') }, harmless),
      'x-tenant-id': harmless,
      'x-roles': roles,
      'x-user-id': value,
      'x-auth-token': value,
      'if-match': value,
      'if-none-match': value,
      'idempotency-key': value,
      'last-event-id': value,
      'x-openstack-request-id': value,
      'x-forwarded-for': value,
      'x-forwarded-proto': value,
      'accept-language': value,
      accept: value,
      host: fc.constantFrom('localhost', '', 'evil.example', 'a/b', 'x:99999', '[::1]', 'a b', '<script>'),
      cookie: value,
    },
    { requiredKeys: ['x-project-id', 'x-roles'] },
  );
}
