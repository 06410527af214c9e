import type { Fields } from '../support/lbaas-v1-client.ts';
import { accepts } from './attribute-values.ts';
import type { Resource } from './world.ts';

/** Marks that can be recognised wherever they appear. */
export interface Canaries {
  /** For every text that a client may choose freely. */
  readonly fields: (singular: string) => Fields;
}

/** Chosen from existing values, not freely. */
const NOT_FREE = new Set(['provider', 'cidr', 'tenant_id']);

/** The first of these that an attribute accepts. */
const shapes = (singular: string, name: string): readonly string[] => [
  `CANARY-${singular}-${name}`,
  `/CANARY/${singular}/${name}`,
  'CANARYMETHOD',
];

export function canaries(resources: readonly Resource[]): Canaries {
  const marks = new Map(resources.map((resource) => [resource.singular, marksOf(resource)]));
  return { fields: (singular) => marks.get(singular) ?? {} };
}

function marksOf({ singular, attributes }: Resource): Fields {
  const free = Object.entries(attributes).filter(
    ([name, { type, post, adminWrite }]) =>
      (type === 'string' || type === 'text') && post === true && adminWrite !== true && !NOT_FREE.has(name),
  );
  const marked = free.map(([name, attribute]) => {
    const mark = shapes(singular, name).find((text) => accepts(attribute, text));
    return mark === undefined ? [] : [[name, mark] as const];
  });
  return Object.fromEntries(marked.flat());
}
