import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CSSOptions } from 'vite';

type Plugins = NonNullable<Exclude<CSSOptions['postcss'], string | undefined>['plugins']>;

interface Folders {
  /** Style sheets that declare custom properties of PatternFly. */
  readonly styles: readonly string[];
  /** All that is run in the browser and may name one. */
  readonly scripts: readonly string[];
}

const NAME = /--pf-[\w-]+/g;

/**
 * Gives the custom properties of PatternFly short names: their own are half of what a browser reads of style sheets.
 * Those that a script names keep theirs, and those that begin with what a script says: it may say the rest later.
 */
export function shortNames({ styles, scripts }: Folders): Plugins[number] {
  const said = [...namesIn(scripts, /\.[jt]sx?$/)];
  const isKept = (name: string): boolean => said.some((beginning) => name.startsWith(beginning));
  const names = [...namesIn(styles, /\.css$/)].filter((name) => !isKept(name)).toSorted();
  // Each has a number: as the content of a file changes with it, so does the name of the file.
  const short = new Map(names.map((name, index) => [name, `--${index.toString(36)}`]));
  const shortened = (text: string): string => text.replace(NAME, (name) => short.get(name) ?? name);
  return {
    postcssPlugin: 'short-names',
    OnceExit(root) {
      root.walkDecls((declaration) => {
        declaration.prop = shortened(declaration.prop);
        declaration.value = shortened(declaration.value);
      });
      root.walkAtRules('property', (rule) => {
        rule.params = shortened(rule.params);
      });
    },
  };
}

function namesIn(folders: readonly string[], kind: RegExp): Set<string> {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => kind.test(path))
      .map((path) => join(folder, path)),
  );
  return new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(NAME) ?? []));
}
