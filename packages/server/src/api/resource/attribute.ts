import type { JsonSchema } from '../http/json-schema.ts';
import type { Converter } from './request-forms.ts';
import type { Validator } from './validators.ts';

/**
 * One attribute of a resource, as data. The generic controller, the list filters and the
 * OpenAPI document all read it.
 */
export interface Attribute {
  readonly type: AttributeType;
  /** May be sent in POST; in PUT. */
  readonly post?: boolean;
  readonly put?: boolean;
  /** POST without it is refused. An attribute without a default and not required is left out of the input. */
  readonly required?: boolean;
  /** What POST fills in, in its converted form. */
  readonly default?: unknown;
  /** Runs before `validate`, also on the values of list filters. @throws ApiError InvalidInput */
  readonly convert?: Converter;
  /** undefined when the value is fine, else the reason, which follows "Invalid input for NAME. Reason: ". */
  readonly validate?: Validator;
  /** The name inside; default: the attribute's name in camel case. */
  readonly field?: string;
  /** Another name that bodies and filters may have for it; answers have not. */
  readonly alias?: string;
  /** Answers leave it out of some objects. */
  readonly isPartial?: true;
  /** Shown to admins only. */
  readonly adminRead?: boolean;
  /** Set by admins only: anybody else who sends another value than the default gets 403. */
  readonly adminWrite?: boolean;
  /** One line for the API reference. */
  readonly description?: string;
  /** In the API reference's example of a request, where it stands for itself; ids stand for what the reader has. */
  readonly example?: unknown;
  /** What answers show, where it is not what `validate` lets pass, or says more than `type`. */
  readonly shown?: JsonSchema;
}

/** Decides how a filter value is compared; `composite` values (lists, objects) are neither filtered nor sorted. */
export type AttributeType = 'uuid' | 'string' | 'integer' | 'boolean' | 'ip' | 'text' | 'composite';

/** Of an object that the reader of the API reference has. */
export const EXAMPLE_ID = '5f1f2a9c-6c3a-4e0a-9a53-0d8f6c1b2e70';

export type AttributeMap = Readonly<Record<string, Attribute>>;

export const fieldOf = (name: string, attribute: Attribute): string =>
  attribute.field ?? name.replaceAll(/[_:-]+([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The name in the map of what a body or a filter names, by its alias or itself. Unknown names stay as they are. */
export function meantBy(attributes: AttributeMap, name: string): string {
  if (Object.hasOwn(attributes, name)) return name;
  return Object.keys(attributes).find((other) => attributes[other]?.alias === name) ?? name;
}
