// Makes the two lean packages anew from the real ones: node collect.mjs /a/directory/node_modules/@patternfly
// The directory holds react-core, react-table, react-icons and react-tokens of one version.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const [origin] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(origin, 'react-core/package.json'), 'utf8'));

/** What the page itself shows, besides what components of PatternFly show. */
const OWN_ICONS = readFileSync(join(HERE, 'icons.txt'), 'utf8').split(/\s+/).filter(Boolean);

const sources = ['react-core', 'react-table'].flatMap((name) => {
  const root = join(origin, name, 'dist/esm');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(join(root, path), 'utf8'));
});

const used = (pattern) =>
  new Set(
    sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name.replace(/\.js$/, ''))),
  );

collect('react-icons', 'icons', 'dist/esm/icons', [
  ...used(/@patternfly\/react-icons\/dist\/esm\/icons\/([\w.-]+)'/g),
  ...OWN_ICONS.map((name) => `${name}-icon`),
]);
collect('react-tokens', 'tokens', 'dist/esm', used(/@patternfly\/react-tokens\/dist\/esm\/([\w.-]+)'/g));
cpSync(join(origin, 'react-icons/dist/esm/createIcon.js'), join(HERE, 'react-icons/createIcon.js'));
writeFileSync(
  join(HERE, 'react-icons/icons/icon.d.ts'),
  `import type { ComponentClass } from 'react';
import type { SVGIconProps } from '../createIcon.js';
declare const Icon: ComponentClass<SVGIconProps>;
export default Icon;
`,
);
cpSync(join(origin, 'react-icons/dist/esm/createIcon.d.ts'), join(HERE, 'react-icons/createIcon.d.ts'));

function collect(name, folder, from, files) {
  const target = join(HERE, name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, folder), { recursive: true });
  for (const file of new Set(files)) {
    const path = join(origin, name, from, `${file}.js`);
    if (!existsSync(path)) throw new Error(`${name} has no ${file}`);
    writeFileSync(join(target, folder, `${file}.js`), `${readFileSync(path, 'utf8').trimEnd()}\n`);
  }
  cpSync(join(origin, name, 'LICENSE'), join(target, 'LICENSE'));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest(name, folder), null, 2)}\n`);
}

function manifest(name, folder) {
  const at = folder === 'icons' ? './dist/esm/icons/*' : './dist/esm/*';
  const types = folder === 'icons' ? { types: './icons/icon.d.ts' } : {};
  const one = { ...types, default: `./${folder}/*.js` };
  return {
    name: `@patternfly/${name}`,
    version,
    private: true,
    description: `The files of @patternfly/${name} that the page uses`,
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    exports: {
      ...(folder === 'icons' ? { './dist/esm/createIcon': './createIcon.js' } : {}),
      ...(folder === 'icons' ? { './icons/*': one } : {}),
      [`${at}.js`]: one,
      [at]: one,
    },
    ...(folder === 'icons' ? { dependencies: { tslib: '2.8.1' } } : {}),
  };
}
