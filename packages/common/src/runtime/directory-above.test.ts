import { expect } from 'chai';
import { directoryAbove } from './directory-above.ts';

describe('directoryAbove', () => {
  for (const [module, directory] of [
    ['file:///srv/lb/packages/lab/src/services/program.ts', '/srv/lb'],
    ['file:///srv/lb/packages/lab/dist/main.js', '/srv/lb'],
    ['file:///packages/lab/of/packages/lab/dist/main.js', '/packages/lab/of'],
    ['file:///tmp/main.js', ''],
  ] as const) {
    it(`of ${module} is ${directory === '' ? 'none' : directory}`, () => {
      expect(directoryAbove(module, 'packages/lab')).to.equal(directory);
    });
  }
});
