import { expect } from 'chai';
import { startSettings } from './start-settings.ts';

describe('startSettings', () => {
  it('has defaults', () => {
    expect(startSettings({})).to.deep.equal({ apiPort: 9696, agents: 2 });
    expect(startSettings({ LBAAS_API_PORT: '' })).to.deep.equal({ apiPort: 9696, agents: 2 });
  });

  it('takes what the environment sets', () => {
    const env = { LBAAS_API_PORT: '8696', LBAAS_LAB_AGENTS: '3' };
    expect(startSettings(env)).to.deep.equal({ apiPort: 8696, agents: 3 });
  });

  for (const [name, value] of [
    ['LBAAS_API_PORT', '65536'],
    ['LBAAS_API_PORT', 'http'],
    ['LBAAS_LAB_AGENTS', '0'],
    ['LBAAS_LAB_AGENTS', '-1'],
    ['LBAAS_LAB_AGENTS', '2.5'],
  ] as const) {
    it(`refuses ${name}=${value} in a sentence that names it`, () => {
      expect(() => startSettings({ [name]: value })).to.throw(`${name} must be a number from`);
    });
  }
});
