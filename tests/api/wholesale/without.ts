import type { Fields } from '../support/lbaas-v1-client.ts';

export const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
