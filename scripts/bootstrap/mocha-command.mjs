import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * Mocha in one process. By itself it reads `node-option` from its configuration and starts a second Node, which would
 * survive when the first is killed.
 */
export function mochaCommand(args) {
  const { 'node-option': nodeOptions, ...options } = JSON.parse(
    readFileSync(join(ROOT, '.mocharc.json'), 'utf8'),
  );
  return [
    process.execPath,
    ...nodeOptions.map((option) => `--${option}`),
    'node_modules/mocha/bin/mocha.js',
    '--no-config',
    ...Object.entries(options).flatMap(([name, value]) =>
      [value].flat().flatMap((one) => [`--${name}`, String(one)]),
    ),
    ...args,
  ];
}
