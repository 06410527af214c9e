/** Writes the generated documents; with --check, fails if one of them is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AgentConfigSchema } from '@lbaas/agent/config';
import { asyncApiDocument } from '@lbaas/common/contract';
import { apiReference } from '@lbaas/server/api-reference';
import { ServerConfigSchema } from '@lbaas/server/config';
import { configurationPage } from './configuration-page.ts';
import { layerConfiguration } from './layers/layer-configuration.ts';

const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

const documents: Record<string, () => string | Promise<string>> = {
  'docs/asyncapi.json': () => json(asyncApiDocument()),
  'docs/openapi.json': async () => json(await apiReference()),
  'oxlint-layers.json': () => json(layerConfiguration()),
  'docs/configuration.md': () => configurationPage(ServerConfigSchema, AgentConfigSchema),
};

const rootPath = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

function stale(name: string, text: string): boolean {
  try {
    return readFileSync(rootPath(name), 'utf8') !== text;
  } catch {
    return true;
  }
}

const check = process.argv.includes('--check');
for (const [name, build] of Object.entries(documents)) {
  const text = await build();
  if (!stale(name, text)) continue;
  if (check) {
    process.stderr.write(`${name} is out of date: run npm run gen\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(rootPath(name), text);
    process.stdout.write(`wrote ${name}\n`);
  }
}
