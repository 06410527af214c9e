import { expect } from 'chai';
import { idOfSecret, newSecret, seal, unseal } from './session-secret.ts';

describe('secrets of sessions', () => {
  it('give one id each, from which nothing follows', () => {
    const [one, two] = [newSecret(), newSecret()];
    expect(idOfSecret(one)).to.match(/^[0-9a-f]{64}$/);
    expect(idOfSecret(one)).to.equal(idOfSecret(one));
    expect(idOfSecret(one)).not.to.equal(idOfSecret(two));
    for (const wrong of ['', 'short', `${one}x`, `${one.slice(0, -1)}=`, `${one}\n`])
      expect(idOfSecret(wrong), wrong).to.equal(undefined);
  });

  it('open what was sealed with them, and nothing else', () => {
    const secret = newSecret();
    const content = { credentials: { 'x-auth-token': 'gAAAA' }, user: 'Zoë' };
    const sealed = seal(secret, content);
    expect(sealed.toString('latin1')).not.to.contain('gAAAA');
    expect(unseal(secret, sealed)).to.deep.equal(content);
    expect(unseal(newSecret(), sealed)).to.equal(undefined);
    expect(seal(secret, content).equals(sealed)).to.equal(false);
    for (const at of [0, 12, 28, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(secret, changed), `byte ${at}`).to.equal(undefined);
    }
    expect(unseal(secret, sealed.subarray(0, 20))).to.equal(undefined);
  });
});
