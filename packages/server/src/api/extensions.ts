import { apiError } from '../usecases/errors.ts';
import type { ApiModule, Extension } from './api-module.ts';
import type { CallDefinition } from './call.ts';

/** GET /extensions and /extensions/{alias} (reference 1.7): what the loaded modules announce. */
export function extensionCalls(modules: readonly ApiModule[]): readonly CallDefinition[] {
  const items = modules.flatMap((module) => module.extensions ?? []).map(wireForm);
  return [
    { method: 'GET', path: '/extensions', run: async () => ({ extensions: items }) },
    {
      method: 'GET',
      path: '/extensions/:alias',
      run: async ({ params }) => {
        const alias = params['alias'] ?? '';
        const extension = items.find((item) => item.alias === alias);
        if (extension === undefined) throw apiError('ExtensionNotFound', { alias });
        return { extension };
      },
    },
  ];
}

const wireForm = (extension: Extension) => ({
  ...extension,
  namespace: `http://docs.openstack.org/ext/${extension.alias}/api/v1.0`,
  links: [],
});
