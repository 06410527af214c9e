import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { agentPackage, serverPackage } from '../../scripts/package/packages.ts';
import { settingsFile } from '../../scripts/package/settings-file.ts';

const SCHEMA = {
  properties: {
    agent_host: { default: 'the-machine', description: 'name of this host' },
    url: { description: 'where it is' },
    words: { default: ['a "b"', 'c'], description: `${'x'.repeat(60)} ${'y'.repeat(60)}` },
    share: { description: 'of all' },
  },
  required: ['agent_host', 'url', 'words'],
};
type AnySchema = Parameters<typeof loadConfig>[0];

describe('the settings files of the packages', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lbaas-settings-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const written = (text: string): string => {
    const file = join(directory, 'settings.toml');
    writeFileSync(file, text);
    return file;
  };

  it('have every setting with its meaning, commented, and nothing of the machine that made them', () => {
    expect(settingsFile('lbaas-x', SCHEMA)).to
      .equal(`# Settings of lbaas-x. The environment (LBAAS_X_Y) overrides them. lbaas-x.toml(5) is the manual.

# name of this host
#agent_host = # left out: the machine's host name

# Required. where it is
#url =

# ${'x'.repeat(60)}
# ${'y'.repeat(60)}
#words = [ "a \\"b\\"", "c" ]

# of all
#share =
`);
  });

  for (const make of [serverPackage, agentPackage]) {
    const { name, schema } = make().program;

    it(`of ${name} say the defaults when their comment signs are taken away`, () => {
      const text = settingsFile(name, schema);
      const all = text.replace(/^#(?=[a-z_]+ = [^#\n])/gm, '');
      const env = {
        LBAAS_AMQP_URL: 'amqp://mq/',
        ...(name === 'lbaas-server' ? { LBAAS_DATABASE_URL: 'postgres://db/' } : {}),
      };
      // The cast: each program loads its own schema, and this test either.
      const load = (file: string) => loadConfig(schema as AnySchema, { env, file });
      expect(load(written(all))).to.deep.equal(load(written('')));
      expect(all.match(/^[a-z_]+ = /gm)?.length).to.be.above(20);
      expect(text.match(/^#[a-z_]+ =/gm)?.length).to.equal(Object.keys(schema.properties).length);
    });

    it(`of ${name} are no settings as they come: what is required is missing`, () => {
      const file = written(settingsFile(name, schema));
      expect(() => loadConfig(schema as AnySchema, { env: {}, file })).to.throw(
        ConfigError,
        'amqp_url: is required',
      );
    });
  }
});
