import { fileURLToPath } from 'node:url';
import { judgeLayers } from './judge-layers.ts';
import { type Override, layerRules } from './layer-rules.ts';
import { LAYERS } from './layers.ts';
import { sourceTree } from './source-tree.ts';

/**
 * The configuration of oxlint that `.oxlintrc.json` extends.
 * @throws Error when the table does not describe the sources
 */
export function layerConfiguration(): { readonly overrides: readonly Override[] } {
  const packages = Object.entries(LAYERS).map(([name, layers]) => ({
    name,
    layers,
    files: sourceTree(fileURLToPath(new URL(`../../packages/${name}/src`, import.meta.url))),
  }));
  const faults = packages.flatMap(({ name, layers, files }) =>
    judgeLayers(layers, files).map((fault) => `packages/${name}/src: ${fault}`),
  );
  if (faults.length > 0) throw new Error(`scripts/layers/layers.ts:\n  ${faults.join('\n  ')}`);
  return { overrides: packages.flatMap(({ name, layers, files }) => layerRules(name, layers, files)) };
}
