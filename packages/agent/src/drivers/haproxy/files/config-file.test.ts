import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigFile } from './config-file.ts';
import { DeviceFiles, FILES } from './device-files.ts';
import { sectionHashes, structureHash } from '../render/structure.ts';
import { id } from '../../../testing/device-builder.ts';

const OLD = 'global\n\tdescription gen=1\n\tmaxconn 1\n';
const NEXT = 'global\n\tdescription gen=2\n\tmaxconn 2\n';
const structure = (text: string): string => structureHash(sectionHashes(text));

describe('ConfigFile', () => {
  let directory: string;
  let files: DeviceFiles;
  let config: ConfigFile;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lbaas-config-'));
    files = new DeviceFiles(directory, id('e', 1));
    await files.ensure();
    config = new ConfigFile(files);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is what was kept last, for this agent and the next', async () => {
    expect(await config.read()).equal(undefined);
    await config.keep(OLD);
    await config.keep(NEXT);
    expect(await config.read()).equal(NEXT);
    expect(await new ConfigFile(files).read()).equal(NEXT);
  });

  it('tells the sections of the process that runs from it', async () => {
    await config.keep(OLD);
    expect(await config.sectionsOf(structure(OLD))).deep.equal(sectionHashes(OLD));
    expect(await config.sectionsOf(structure(NEXT))).deep.equal({});
  });

  it('is the candidate when that is what runs', async () => {
    await config.keep(OLD);
    await files.write(FILES.candidate, NEXT);
    expect(await config.sectionsOf(structure(NEXT))).deep.equal(sectionHashes(NEXT));
    expect(await config.read()).equal(NEXT);
    expect(await files.read(FILES.config)).equal(NEXT);
    expect(await files.read(FILES.candidate)).equal(undefined);
  });
});
