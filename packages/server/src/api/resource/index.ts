export type { ApiPart } from './api-part.ts';
export type { AttributeMap } from './attribute.ts';
export type { ResourceDefinition } from './definition.ts';
export type { ComputedColumn, View } from './view.ts';
