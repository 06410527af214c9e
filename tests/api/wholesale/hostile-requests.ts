import fc from 'fast-check';
import { type Asked, asked } from './asked.ts';
import { bodies } from './hostile-bodies.ts';
import { contentHeaders, headers } from './hostile-headers.ts';
import { paths, tails } from './hostile-paths.ts';
import { queries } from './hostile-queries.ts';
import { rawBodies } from './hostile-values.ts';
import { AS_ONE } from './judge.ts';
import { type Route, resourceOf } from './routes.ts';
import type { World } from './world.ts';

const METHODS = ['GET', 'PUT', 'DELETE', 'POST', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'LINK'];

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
    const writes = this.#routes.filter(({ method }) => method === 'POST' || method === 'PUT');
    return forEach(writes, (route) =>
      fc
        .tuple(paths(this.#world, route), bodies(this.#world, route))
        .map(([url, body]) => asked(route.method, url, AS_ONE, body)),
    );
  }

  /** Text and bytes that are rarely JSON, with any content type, also where no body is expected. */
  rawBodies(): fc.Arbitrary<Asked> {
    return forEach(this.#routes, (route) =>
      fc
        .tuple(paths(this.#world, route), rawBodies(bodies(this.#world, route)), contentHeaders)
        .map(([url, body, content]) => asked(route.method, url, { ...AS_ONE, ...content }, body)),
    );
  }

  /** Lists and single objects with any query. */
  queries(): fc.Arbitrary<Asked> {
    const reads = this.#routes.filter(({ method }) => method === 'GET');
    return forEach(reads, (route) =>
      fc
        .tuple(paths(this.#world, route), queries(this.#world, route))
        .map(([path, query]) => asked('GET', `${path}?${query}`, AS_ONE)),
    );
  }

  /** Ids of any kind in any place, and methods that the path may not have. */
  paths(): fc.Arbitrary<Asked> {
    return forEach(this.#routes, (route) => {
      const method = fc.oneof(fc.constant(route.method), fc.constantFrom(...METHODS));
      return fc
        .tuple(paths(this.#world, route, true), method, tails)
        .map(([path, verb, tail]) => asked(verb, `${path}${tail}`, AS_ONE));
    });
  }

  headers(): fc.Arbitrary<Asked> {
    return forEach(this.#routes, (route) =>
      fc
        .tuple(paths(this.#world, route), bodies(this.#world, route), headers(this.#world))
        .map(([url, body, sent]) =>
          asked(route.method, url, sent, route.method === 'GET' ? undefined : body),
        ),
    );
  }

  /** All kinds but the large ones. */
  small(): fc.Arbitrary<Asked> {
    return fc.oneof(this.bodies(), this.queries(), this.paths(), this.headers());
  }

  /** One for each object of either project. */
  pathsOf(route: Route): readonly string[] {
    const singular = resourceOf(this.#world, route)?.singular ?? '';
    const ids = [this.#world.own, this.#world.foreign].flatMap((all) => all[singular] ?? []);
    return [...new Set(ids.map((id) => route.template.replaceAll(/\{\w+\}/g, id)))];
  }
}

/** Built once per route, because building generators is slow. */
const forEach = (
  routes: readonly Route[],
  build: (route: Route) => fc.Arbitrary<Asked>,
): fc.Arbitrary<Asked> => fc.oneof(...routes.map(build));
