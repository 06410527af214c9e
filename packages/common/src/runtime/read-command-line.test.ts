import { expect } from 'chai';
import { ConfigError } from './config.ts';
import { readCommandLine } from './read-command-line.ts';

describe('readCommandLine', () => {
  it('tells its own words from settings', () => {
    const argv = ['--api-port', '1', '--config', '/etc/lbaas.toml', '--print-config', '--log-level=debug'];
    expect(readCommandLine(argv)).to.deep.equal({
      help: false,
      printConfig: true,
      file: '/etc/lbaas.toml',
      settings: ['--api-port', '1', '--log-level=debug'],
    });
    expect(readCommandLine(['--config=x'])).to.include({ file: 'x', printConfig: false });
    expect(readCommandLine(['-h']).help && readCommandLine(['--help']).help).to.equal(true);
  });

  it('leaves to the settings what only looks like one of its words', () => {
    const argv = ['--help=x', '--config-file', 'x', '--print', '-', '--', 'word'];
    expect(readCommandLine(argv)).to.deep.equal({
      help: false,
      printConfig: false,
      file: undefined,
      settings: argv,
    });
  });

  it('refuses a file without a name', () => {
    for (const argv of [['--config'], ['--config=']])
      expect(() => readCommandLine(argv)).to.throw(ConfigError, '--config: needs a file');
  });
});
