import { apiError } from '../../usecases/errors.ts';
import type { CallDefinition } from '../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly, listOf } from '../http/json-schema.ts';
import type { ApiPart } from '../resource/api-part.ts';

/** An entry of GET /extensions. */
interface Extension {
  readonly alias: string;
  readonly name: string;
  readonly description: string;
  readonly updated: string;
}

/** A part with how it announces itself. */
export interface NeutronPart extends ApiPart {
  readonly extensions?: readonly Extension[];
}

/** GET /extensions and /extensions/{alias}: what the parts announce. */
export function extensionCalls(parts: readonly NeutronPart[]): readonly CallDefinition[] {
  const items = parts.flatMap((part) => part.extensions ?? []).map(wireForm);
  return [
    {
      method: 'GET',
      path: '/extensions',
      docs: { summary: 'List extensions', tag: 'extensions', answer: exactly({ extensions: listOf(SHOWN) }) },
      run: async () => ({ extensions: items }),
    },
    {
      method: 'GET',
      path: '/extensions/:alias',
      docs: { summary: 'Show an extension', tag: 'extensions', answer: exactly({ extension: SHOWN }) },
      run: async ({ params }) => {
        const alias = params['alias'] ?? '';
        const extension = items.find((item) => item.alias === alias);
        if (extension === undefined) throw apiError('ExtensionNotFound', { alias });
        return { extension };
      },
    },
  ];
}

const SHOWN: JsonSchema = exactly({
  alias: TEXT_SCHEMA,
  name: TEXT_SCHEMA,
  description: TEXT_SCHEMA,
  updated: TEXT_SCHEMA,
  namespace: TEXT_SCHEMA,
  links: listOf({}),
});

const wireForm = (extension: Extension) => ({
  ...extension,
  namespace: `http://docs.openstack.org/ext/${extension.alias}/api/v1.0`,
  links: [],
});
