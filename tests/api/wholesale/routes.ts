import type { Resource, World } from './world.ts';

export interface Route {
  readonly method: string;
  /** As OpenAPI writes it. */
  readonly template: string;
}

export interface Reference {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
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
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), template })),
  );
}

/** The resource that a route is about, or is below of. */
export function resourceOf({ resources }: World, { template }: Route): Resource | undefined {
  const fits = resources.filter(({ path }) => template.startsWith(`/v2.0${path}`));
  return fits.find(({ path }) => template.replace(/\/\{\w+\}$/, '') === `/v2.0${path}`) ?? fits[0];
}
