import { expect } from 'chai';
import { fieldsOfFiles, filesOf } from './inspection.ts';

describe('files of an inspection', () => {
  it('are read as they are sent', () => {
    const files = { 'haproxy.cfg': 'global', 'other.txt': 'text' };
    expect(filesOf(fieldsOfFiles(files))).to.deep.equal(files);
  });

  it('hold the one that servers of the version before read', () => {
    expect(fieldsOfFiles({ 'haproxy.cfg': 'global' })).to.include({ haproxy_cfg: 'global' });
    expect(fieldsOfFiles({ 'rules.nft': 'table' })).to.include({ haproxy_cfg: null });
  });

  it('are read from agents of the version before', () => {
    expect(filesOf({ haproxy_cfg: 'global' })).to.deep.equal({ 'haproxy.cfg': 'global' });
    expect(filesOf({ haproxy_cfg: null })).to.deep.equal({});
  });
});
