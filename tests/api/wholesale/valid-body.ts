import fc from 'fast-check';
import type { Fields } from '../support/lbaas-v1-client.ts';
import { validValues } from './attribute-values.ts';
import { COHERENT, SPECIAL } from './coherence.ts';
import type { Ids, Resource } from './world.ts';

export type Verb = 'post' | 'put';

export interface Wanted {
  readonly verb: Verb;
  readonly isAdmin: boolean;
  readonly own: Ids;
}

/**
 * Fields that a caller may send, generated from the attribute map; rules that a map cannot express are in
 * coherence.ts.
 */
export function validFields(resource: Resource, wanted: Wanted): fc.Arbitrary<Fields> {
  const { verb, isAdmin } = wanted;
  const sendable = Object.entries(resource.attributes).filter(
    ([name, attribute]) =>
      attribute[verb] === true && name !== 'tenant_id' && (isAdmin || attribute.adminWrite !== true),
  );
  const values = sendable.map(([name]) => [name, validValue(resource, name, wanted)] as const);
  const required = sendable.filter(([, attribute]) => verb === 'post' && attribute.required === true);
  const fields = fc.record(Object.fromEntries(values), { requiredKeys: required.map(([name]) => name) });
  const coherent = COHERENT[resource.singular];
  return coherent === undefined ? fields : fields.chain((sent) => coherent(sent as Fields, wanted));
}

/** A value for one attribute of a resource. */
export function validValue(resource: Resource, name: string, { own }: Wanted): fc.Arbitrary<unknown> {
  const special = SPECIAL[name];
  if (special !== undefined) return special;
  const named = own[name.replace(/_id$/, '')];
  if (named !== undefined && name.endsWith('_id')) return fc.constantFrom(...named);
  const attribute = resource.attributes[name];
  return attribute === undefined ? fc.constant(undefined) : validValues(attribute);
}
