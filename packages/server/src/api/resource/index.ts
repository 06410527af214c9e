export type { Attribute, AttributeMap, AttributeType } from './attribute.ts';
export type { ResourceDefinition } from './definition.ts';
export type { Column, ComputedColumn, Row, View } from './view.ts';
