import { fileURLToPath } from 'node:url';

/**
 * The directory that holds a folder which a module is in, whether it runs from its source or as a part of a program.
 * @param module its `import.meta.url`
 * @param folder such as `packages/lab`
 * @returns a path, empty when the module is elsewhere
 */
export function directoryAbove(module: string, folder: string): string {
  const file = fileURLToPath(module);
  return file.slice(0, Math.max(0, file.lastIndexOf(`/${folder}/`)));
}
