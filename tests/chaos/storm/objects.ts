import type { Lab } from '@lbaas/lab';
import type { Edit, Kind, ProjectName, Values } from './edit.ts';

type Body = Readonly<Record<string, unknown>>;

/** Where objects of a kind are in the API, and under which name its bodies have them. */
export const PLACES: Readonly<Record<Exclude<Kind, 'association'>, readonly [path: string, key: string]>> = {
  pool: ['lb/pools', 'pool'],
  vip: ['lb/vips', 'vip'],
  member: ['lb/members', 'member'],
  monitor: ['lb/health_monitors', 'health_monitor'],
  'floating-ip': ['floatingips', 'floatingip'],
};

export const projectId = (project: ProjectName): string => `storm-${project}`;

/** What the API has answered to the create of each symbolic name. */
export class Objects {
  readonly #byName = new Map<string, Body>();

  set(project: ProjectName, name: string, body: Body): void {
    this.#byName.set(`${project} ${name}`, body);
  }

  /** @throws Error when nothing of that name has been created */
  get(project: ProjectName, name: string): Body {
    const found = this.#byName.get(`${project} ${name}`);
    if (found === undefined) throw new Error(`project ${project} has no ${name}`);
    return found;
  }

  id(project: ProjectName, name: string): string {
    return String(this.get(project, name)['id']);
  }

  /** With ids and attributes instead of `@name` and `@name.attribute`. */
  resolve(project: ProjectName, values: Values): Body {
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, this.#resolved(project, value)]),
    );
  }

  #resolved(project: ProjectName, value: unknown): unknown {
    const [, name, attribute = 'id'] = /^@([^.]+)(?:\.(\w+))?$/.exec(String(value)) ?? [];
    return name === undefined ? value : this.get(project, name)[attribute];
  }
}

export interface Call {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

export function callOf({ project, verb, kind, name, values }: Edit, objects: Objects): Call {
  const body = objects.resolve(project, values);
  if (kind === 'association') {
    const path = `/v2.0/lb/pools/${String(body['pool'])}/health_monitors`;
    const { id } = body;
    return verb === 'delete'
      ? { method: 'DELETE', path: `${path}/${String(id)}` }
      : { method: 'POST', path, body: { health_monitor: { id } } };
  }
  const [collection, key] = PLACES[kind];
  const path = `/v2.0/${collection}`;
  if (verb === 'create') return { method: 'POST', path, body: { [key]: body } };
  const one = `${path}/${objects.id(project, name)}`;
  return verb === 'delete'
    ? { method: 'DELETE', path: one }
    : { method: 'PUT', path: one, body: { [key]: body } };
}

/** The answers of the API by name; without an answer, undefined. */
export const insideOf = (body: unknown): Body =>
  // The cast: the API wraps each answer in an object with one key.
  Object.values((body ?? {}) as Record<string, Body>)[0] ?? {};

export const headersOf = (project: ProjectName): Record<string, string> => ({
  'x-project-id': projectId(project),
  'x-roles': 'member',
});

/** A call that must succeed while everything is well. */
export async function must(
  lab: Lab,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Body> {
  const answer = await lab.api(method, `/v2.0/${path}`, body, headers);
  if (answer.status > 299)
    throw new Error(`${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  return insideOf(answer.body);
}
