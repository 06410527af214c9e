import { expect } from 'chai';
import { pageLinks } from './page-links.ts';

const url = 'http://h/v2.0/lb/pools.json?limit=2&name=a%26b&marker=old&page_reverse=True';
const rest = 'http://h/v2.0/lb/pools.json?limit=2&name=a%26b';

describe('pageLinks', () => {
  it('lead on from the last and back from the first', () => {
    expect(pageLinks({ url, limit: 2, isReverse: false, ids: ['1', '2'] })).to.deep.equal([
      { rel: 'next', href: `${rest}&marker=2` },
      { rel: 'previous', href: `${rest}&marker=1&page_reverse=True` },
    ]);
  });

  it('end where a page is short in its own direction', () => {
    const rels = (isReverse: boolean) =>
      pageLinks({ url, limit: 2, isReverse, ids: ['1'] }).map((link) => link.rel);
    expect([rels(false), rels(true)]).to.deep.equal([['previous'], ['next']]);
  });

  it('keep every other parameter, also behind a value with a question mark', () => {
    const odd = 'http://h/v2.0/lb/pools?name=what%3F&name=why?&limit=1&fields=id';
    const [next] = pageLinks({ url: odd, limit: 1, isReverse: false, ids: ['7'] });
    expect(next?.href).to.equal('http://h/v2.0/lb/pools?name=what%3F&name=why%3F&limit=1&fields=id&marker=7');
  });

  it('have no marker on an empty page', () => {
    expect(pageLinks({ url, limit: 2, isReverse: true, ids: [] })).to.deep.equal([
      { rel: 'next', href: rest },
    ]);
  });
});
