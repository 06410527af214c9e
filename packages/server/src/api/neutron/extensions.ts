import { apiError } from '../../usecases/errors.ts';
import type { ApiPart, Extension } from '../api-part.ts';
import type { CallDefinition } from '../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly, listOf } from '../http/json-schema.ts';

/** GET /extensions and /extensions/{alias}: what the loaded modules announce. */
export function extensionCalls(modules: readonly ApiPart[]): readonly CallDefinition[] {
  const items = modules.flatMap((module) => module.extensions ?? []).map(wireForm);
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
