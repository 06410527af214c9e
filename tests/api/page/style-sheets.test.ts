import { readFileSync, readdirSync } from 'node:fs';
import { expect } from 'chai';

const ASSETS = new URL('../../../packages/dashboard/dist/assets/', import.meta.url);
const textOf = (ending: string): string =>
  readdirSync(ASSETS)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(new URL(name, ASSETS), 'utf8'))
    .join('\n');

describe('the style sheets of the page', () => {
  const styles = textOf('.css');
  const names = (text: string): string[] => [...new Set(text.match(/--pf-[\w-]+/g))];

  it('have the custom properties of PatternFly under the names that scripts know, or under short ones', () => {
    const said = names(textOf('.js'));
    const declared = names(styles);
    expect(said.length).to.be.greaterThan(10);
    expect(said.filter((name) => !declared.some((one) => one.startsWith(name)))).to.deep.equal([]);
    expect(
      declared.filter((name) => !said.some((beginning) => name.startsWith(beginning))),
    ).to.have.length.below(100);
  });

  it('read no short name that nothing declares, unless PatternFly does', () => {
    const declared = new Set(styles.match(/(?<=[{;])--[a-z0-9]{1,3}(?=:)/g));
    const read = new Set(styles.match(/(?<=var\()--[a-z0-9]{1,3}(?=\))/g));
    expect(declared.size).to.be.greaterThan(1000);
    expect([...read].filter((name) => !declared.has(name)).length).to.be.below(read.size / 10);
  });
});
