import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { licenceText, packagesIn, thirdParty } from '../../scripts/package/licences.ts';

describe('the licences of what is bundled', () => {
  it('are those of the packages that files were taken from, each once', () => {
    const paths = [
      'src/main.ts',
      '../../node_modules/a/x.js',
      '../../node_modules/a/y.js',
      'node_modules/@s/b/lib/z.js',
    ];
    const inputs = Object.fromEntries(
      [...paths, 'node_modules/a/node_modules/c/index.js'].map((path) => [path, { bytes: 1, imports: [] }]),
    );
    const folders = ['../../node_modules/a', 'node_modules/@s/b', 'node_modules/a/node_modules/c'];
    expect(packagesIn({ inputs })).to.deep.equal(folders);
  });

  it('are told with name, version and text, in the order of the names', () => {
    const folder = fileURLToPath(new URL('../../node_modules/chai', import.meta.url));
    const chai = thirdParty(folder);
    expect(chai).to.include({ name: 'chai', licence: 'MIT' });
    const text = licenceText([chai, { name: 'a', version: '1', licence: 'ISC', texts: [] }]);
    expect(text.indexOf('a 1: ISC')).to.be.within(0, text.indexOf(`chai ${chai.version}: MIT`));
    expect(text).to.contain('Permission is hereby granted');
  });
});
