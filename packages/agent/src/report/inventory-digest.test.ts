import { expect } from 'chai';
import { inventoryDigest } from './inventory-digest.ts';

const a = { deviceId: 'a', epoch: 1, observedGeneration: 1 };
const b = { deviceId: 'b', epoch: 2, observedGeneration: 5 };

describe('inventoryDigest', () => {
  it('is 16 hex digits, whatever the order', () => {
    expect(inventoryDigest([a, b]))
      .to.match(/^[0-9a-f]{16}$/)
      .and.to.equal(inventoryDigest([b, a]));
  });

  it('differs with every part of every item', () => {
    const changes = [
      [a],
      [],
      [a, { ...b, epoch: 3 }],
      [a, { ...b, observedGeneration: 6 }],
      [a, { ...b, deviceId: 'c' }],
    ];
    expect(new Set([[a, b], ...changes].map(inventoryDigest)).size).to.equal(6);
  });
});
