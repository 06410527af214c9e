import { expect } from 'chai';
import { keptReason } from './kept-reason.ts';

describe('why a device is kept', () => {
  it('is what the agent says of it', () => {
    expect(keptReason({ why: 'unknown', host: 'one', placed_on: null })).to.equal('unknown');
    expect(keptReason({ why: 'newer', host: 'one', placed_on: 'one' })).to.equal('newer');
  });

  it('is that it was moved when the database has it on another host', () =>
    expect(keptReason({ why: 'unknown', host: 'one', placed_on: 'two' })).to.equal('moved'));
});
