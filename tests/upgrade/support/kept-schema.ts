import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import type { DescribedSchema } from './describe-schema.ts';

const fileOf = (version: string): URL => new URL(`../schemas/${version}.json`, import.meta.url);

/** What programs of a version have made, as it was written down when the version was given out. */
export const keptSchema = (version: string): DescribedSchema =>
  // The cast: the function below wrote it.
  JSON.parse(readFileSync(fileOf(version), 'utf8')) as DescribedSchema;

export async function keepSchema(version: string, schema: DescribedSchema): Promise<void> {
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 110 });
  writeFileSync(fileOf(version), text);
}
