import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Type } from 'typebox';
import { ConfigError, loadConfig } from './config.ts';
import { printConfig } from './print-config.ts';

const schema = Type.Object({
  api_port: Type.Integer({ minimum: 1, maximum: 65535, default: 9696, description: 'Port of the API.' }),
  admin: Type.Boolean({ default: false }),
  networks: Type.Array(Type.String(), { default: [] }),
  log_level: Type.Enum(['info', 'debug'], { default: 'info' }),
  amqp_url: Type.String({ secret: true }),
  note: Type.Optional(Type.String()),
});
const env = { LBAAS_AMQP_URL: 'amqp://u:p@broker/' };

describe('loadConfig', () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'lbaas-config-'));
  });
  after(() => rmSync(dir, { recursive: true }));

  function file(text: string): string {
    const path = join(dir, 'config.toml');
    writeFileSync(path, text);
    chmodSync(path, 0o600);
    return path;
  }

  it('takes the defaults of the schema', () => {
    expect(loadConfig(schema, { env })).to.deep.equal({
      api_port: 9696,
      admin: false,
      networks: [],
      log_level: 'info',
      amqp_url: 'amqp://u:p@broker/',
    });
  });

  it('puts arguments over environment over file', () => {
    const sources = { file: file('api_port = 1\nlog_level = "debug"\nnote = "file"\n') };
    const all = { ...env, LBAAS_API_PORT: '2', LBAAS_NOTE: 'env' };
    const config = loadConfig(schema, { ...sources, env: all, argv: ['--api-port=3', '--admin'] });
    expect(config).to.include({ api_port: 3, log_level: 'debug', note: 'env', admin: true });
  });

  it('reads lists from text and from JSON', () => {
    expect(loadConfig(schema, { env: { ...env, LBAAS_NETWORKS: 'a, b' } }).networks).to.deep.equal([
      'a',
      'b',
    ]);
    expect(loadConfig(schema, { env: { ...env, LBAAS_NETWORKS: '["a,b"]' } }).networks).to.deep.equal([
      'a,b',
    ]);
    expect(loadConfig(schema, { env: { ...env, LBAAS_NETWORKS: '' } }).networks).to.deep.equal([]);
  });

  it('reads a secret from the file that the environment names', () => {
    const secret = file('amqp://u:secret@broker/\n');
    expect(loadConfig(schema, { env: { LBAAS_AMQP_URL_FILE: secret } }).amqp_url).to.equal(
      'amqp://u:secret@broker/',
    );
  });

  it('takes no secret from a file that is open to everyone, but for those of containers', () => {
    const secret = file('amqp://u:secret@broker/\n');
    for (const mode of [0o644, 0o604, 0o602, 0o601]) {
      chmodSync(secret, mode);
      expect(() => loadConfig(schema, { env: { LBAAS_AMQP_URL_FILE: secret } }), mode.toString(8))
        .to.throw(ConfigError, `LBAAS_AMQP_URL_FILE: ${secret} holds a secret`)
        .with.property('message')
        .that.contains(`(mode 0${mode.toString(8)}): chmod o= ${secret}`)
        .and.not.contains('u:secret');
    }
    chmodSync(secret, 0o640);
    expect(loadConfig(schema, { env: { LBAAS_AMQP_URL_FILE: secret } }).amqp_url).to.contain('u:secret');
    const toml = file('amqp_url = "amqp://u:secret@broker/"\n');
    chmodSync(toml, 0o644);
    expect(() => loadConfig(schema, { env: {}, file: toml })).to.throw(`${toml} holds a secret`);
    const harmless = file('api_port = 1\n');
    chmodSync(harmless, 0o644);
    expect(loadConfig(schema, { env, file: harmless }).api_port).to.equal(1);
  });

  it('names a file that it cannot read, and nothing that may be in it', () => {
    const missing = join(dir, 'missing.toml');
    expect(() => loadConfig(schema, { env: {}, file: missing }))
      .to.throw(ConfigError, /missing\.toml: ENOENT/)
      .with.property('problems')
      .of.length(1);
  });

  it('calls an option that there is not so, also without a value', () => {
    expect(() => loadConfig(schema, { env, argv: ['--bogus'] })).to.throw('--bogus: no such setting');
  });

  it('names every problem at once', () => {
    const toml = file('api_prot = 1\nadmin = "yes"\n');
    const sources = { file: toml, env: { LBAAS_API_PORT: 'many', LBAAS_LOGLEVEL: 'info' }, argv: ['--note'] };
    try {
      loadConfig(schema, sources);
      expect.fail('accepted');
    } catch (error) {
      expect((error as ConfigError).problems).to.have.members([
        `${toml}: api_prot: no such setting`,
        'LBAAS_LOGLEVEL: no such setting',
        '--note: needs a value',
        'LBAAS_API_PORT: must be integer',
        `${toml}: admin: must be boolean`,
        'amqp_url: is required',
      ]);
    }
  });

  it('says when the file cannot be read', () => {
    expect(() => loadConfig(schema, { env, file: '/nowhere.toml' })).to.throw(ConfigError, /ENOENT/);
    expect(() => loadConfig(schema, { env, file: file('a = [') })).to.throw(ConfigError);
  });
});

describe('printConfig', () => {
  it('is a TOML file with descriptions and without secrets', () => {
    const text = printConfig(loadConfig(schema, { env }), schema);
    expect(text).to.include('# Port of the API.\napi_port = 9696\n');
    expect(text).to.include('amqp_url = "amqp://u:***@broker/"\n');
    expect(text).to.include('# note is not set\n');
  });

  it('masks the password of each of several URLs, and of a URL with several hosts', () => {
    const shown = (amqp_url: string): string => printConfig({ amqp_url }, schema);
    expect(shown('amqp://u:p@a/,amqp://u:p@b/')).to.include('"amqp://u:***@a/,amqp://u:***@b/"');
    expect(shown('postgres://u:p@a:1,b:2/x')).to.include('"postgres://u:***@a:1,b:2/x"');
  });

  it('masks a secret that is no URL with a password as a whole', () => {
    expect(printConfig({ amqp_url: 'hunter2' }, schema)).to.include('amqp_url = "***"');
    expect(printConfig({ amqp_url: 'pg://h/db?password=x' }, schema)).to.include('amqp_url = "***"');
  });
});
