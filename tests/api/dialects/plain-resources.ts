import {
  type AttributeMap,
  fieldOf,
  modelWord,
  type ResourceDefinition,
  type View,
} from '@lbaas/server/testing';

/** The attribute that names the project. */
export const OWNER = 'owner';

const ATTRIBUTES: Readonly<Record<string, string>> = {
  tenant_id: OWNER,
  vip_id: 'front_id',
  pool_id: 'group_id',
  lb_method: 'method',
};

const nameOf = (name: string): string => ATTRIBUTES[name] ?? name;

const attributesOf = (attributes: AttributeMap): AttributeMap =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [
      nameOf(name),
      {
        ...attribute,
        field: fieldOf(name, attribute),
        ...(nameOf(name) === OWNER ? { alias: 'account' } : {}),
      },
    ]),
  );

const viewOf = (view: View): View => ({
  ...view,
  columns: Object.fromEntries(Object.entries(view.columns).map(([name, column]) => [nameOf(name), column])),
});

/** What Neutron serves under one name, over the same use cases and columns under another. */
export const plainResource = (
  definition: ResourceDefinition,
  singular: string,
  collection = `${singular}s`,
): ResourceDefinition => ({
  ...definition,
  resource: modelWord(definition),
  singular,
  collection,
  prose: { one: singular, many: collection },
  path: `/${collection}`,
  attributes: attributesOf(definition.attributes),
  view: viewOf(definition.view),
});
