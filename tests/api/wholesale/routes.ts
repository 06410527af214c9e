import type { Resource, World } from './world.ts';

export interface Route {
  readonly method: string;
  /** As OpenAPI writes it. */
  readonly template: string;
  /** Names of its documented query parameters. */
  readonly query: readonly string[];
}

export interface Reference {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly { readonly in?: string; readonly name?: string }[];
}

/** Every route of the API's own reference. */
export async function routesOf({ api }: Pick<World, 'api'>): Promise<readonly Route[]> {
  return routesIn((await api.app.inject('/v2.0/openapi.json')).json<Reference>().paths);
}

/** All but the reference itself. */
export function routesIn(paths: Reference['paths']): readonly Route[] {
  const served = Object.entries(paths).filter(
    ([template]) => template.startsWith('/v2.0') && !template.endsWith('.json'),
  );
  return served.flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      template,
      query: queryOf(operation),
    })),
  );
}

/** Parameters that are described by reference are common to all routes. */
const queryOf = ({ parameters = [] }: Operation): readonly string[] =>
  parameters.flatMap((parameter) => (parameter.in === 'query' ? (parameter.name ?? []) : []));

/** The resource that a route, or the beginning of its path, belongs to. */
export function resourceOf({ resources }: World, { template }: Route): Resource | undefined {
  const fits = resources.filter(({ path }) => template.startsWith(`/v2.0${path}`));
  return fits.find(({ path }) => template.replace(/\/\{\w+\}$/, '') === `/v2.0${path}`) ?? fits[0];
}
