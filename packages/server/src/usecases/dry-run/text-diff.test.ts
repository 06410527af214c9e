import { expect } from 'chai';
import { textDiff } from './text-diff.ts';

const lines = (count: number, text: string): string =>
  Array.from({ length: count }, (_, index) => `${text} ${(index * 7919) % count}\n`).join('');

describe('the difference of two texts', () => {
  it('is unified, and empty when there is none', () => {
    expect(textDiff('f', 'a\nb\n', 'a\nb\n')).to.equal('');
    expect(textDiff('f', 'a\nb\n', 'a\nc\n')).to.equal('--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n');
    expect(textDiff('f', '', 'a\n')).to.include('+a');
  });

  it('does not take long over texts that have little in common', () => {
    const startedMs = performance.now();
    const diff = textDiff('f', lines(30_000, 'one'), lines(30_000, 'two'));
    expect(diff).to.include('-one 0').and.include('+two 0');
    // Without a limit: more than a minute.
    expect(performance.now() - startedMs).to.be.below(20_000);
  });
});
