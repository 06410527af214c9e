import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import fc from 'fast-check';
import { device } from '../testing/device-builder.ts';
import { DesiredStore } from './desired-store.ts';
import { StateDirectory } from '../state/state-directory.ts';

const ID = device().device_id;

describe('DesiredStore', () => {
  let directory: string;
  let store: DesiredStore;

  const open = async (): Promise<DesiredStore> => {
    const files = new StateDirectory(join(directory, 'desired'), { fsync: true });
    const opened = new DesiredStore(files, createLogger({ name: 'test', level: 'silent' }));
    await opened.load();
    return opened;
  };
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lbaas-store-'));
    store = await open();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps in memory what the disk refuses, and writes it when the disk takes it', async () => {
    const [path, aside] = [join(directory, 'desired'), join(directory, 'aside')];
    await store.deploy(device({ generation: 1 }));
    const other = '11111111-2222-4333-8444-555555555555';
    await store.deploy(device({ deviceId: other }));
    await store.undeploy(other, 9);
    renameSync(path, aside);
    writeFileSync(path, 'no directory');
    expect(await store.deploy(device({ generation: 2 }))).to.equal('changed');
    await store.forget(other, 9);
    await store.setAdminState(false);
    await store.keep().catch(() => undefined);
    expect(store.get(ID)).to.deep.equal({ wanted: 'present', device: device({ generation: 2 }) });
    rmSync(path);
    renameSync(aside, path);
    await store.keep();
    const next = await open();
    expect(next.get(ID)).to.deep.include({ device: device({ generation: 2 }) });
    expect([next.get(other), next.adminStateUp]).to.deep.equal([undefined, false]);
  });

  it('outlives the agent', async () => {
    await store.deploy(device({ generation: 7 }));
    await store.setAdminState(false);
    const next = await open();
    expect(next.get(ID)).to.deep.equal({
      wanted: 'present',
      device: device({ generation: 7 }),
      loaded: true,
    });
    next.confirm(ID, 9);
    expect(next.get(ID)).to.have.property('loaded');
    next.confirm(ID, 1);
    expect(next.get(ID)).to.deep.equal({ wanted: 'present', device: device({ generation: 7 }) });
    expect(next.adminStateUp).to.equal(false);
  });

  it('remembers a removal until it is confirmed', async () => {
    await store.deploy(device({ generation: 7 }));
    await store.undeploy(ID, 1);
    expect((await open()).get(ID)).to.deep.equal({ wanted: 'absent', epoch: 1, generation: 7 });
    await store.forget(ID, 1);
    expect((await open()).get(ID)).to.equal(undefined);
  });

  it('does not forget what was wanted again meanwhile', async () => {
    await store.deploy(device());
    await store.undeploy(ID, 1);
    await store.deploy(device({ epoch: 2 }));
    await store.forget(ID, 1);
    expect(store.get(ID)).to.include({ wanted: 'present' });
  });

  it('answers every removal of what is gone, and deploys nothing under its epoch', async () => {
    await store.undeploy(ID, 3);
    await store.forget(ID, 3);
    expect(await store.undeploy(ID, 3)).to.equal('changed');
    await store.forget(ID, 3);
    expect(await store.deploy(device({ epoch: 3, generation: 99 }))).to.equal('outdated');
    expect(await store.deploy(device({ epoch: 4 }))).to.equal('changed');
  });

  it('sets aside a file that it cannot use, and goes on', async () => {
    await store.deploy(device());
    const other = device({ deviceId: 'a0000000-0000-4000-8000-000000000009' });
    await store.deploy(other);
    const file = join(directory, 'desired', `${ID}.json`);
    for (const text of [
      '',
      '{"wanted":',
      '{"wanted":"present","device":{}}',
      readFileSync(file, 'utf8').replaceAll(ID, other.device_id),
    ]) {
      writeFileSync(file, text);
      const next = await open();
      expect(next.ids()).to.deep.equal([other.device_id]);
      expect(readdirSync(join(directory, 'desired'))).to.include(`${ID}.json.corrupt`);
    }
    const last = await open();
    await last.undeploy(ID, 1);
    await last.forget(ID, 1);
    expect(readdirSync(join(directory, 'desired')), 'once the device is gone').to.deep.equal([
      `${other.device_id}.json`,
    ]);
  });

  it('writes everything again after its directory, or a file in it, was deleted', async () => {
    const other = device({ deviceId: 'a0000000-0000-4000-8000-000000000009' });
    await store.deploy(device());
    await store.undeploy(other.device_id, 1);
    await store.setAdminState(false);
    const desired = join(directory, 'desired');
    const all = readdirSync(desired);
    expect(await store.keep()).to.equal(0);
    rmSync(join(desired, `${ID}.json`));
    expect(await store.keep()).to.equal(1);
    rmSync(desired, { recursive: true });
    await store.deploy(device({ generation: 9 }));
    expect(readdirSync(desired), 'the change itself is on the disk at once').to.deep.equal([`${ID}.json`]);
    expect(await store.keep()).to.equal(2);
    expect(readdirSync(desired)).to.have.members(all);
    const next = await open();
    expect(next.get(ID)).to.deep.include({ wanted: 'present', device: device({ generation: 9 }) });
    expect(next.get(other.device_id)).to.include({ wanted: 'absent' });
    expect(next.adminStateUp).to.equal(false);
    rmSync(desired, { recursive: true });
    await store.forget(other.device_id, 1);
    expect(await store.keep(), 'not what is forgotten').to.equal(2);
  });

  it('takes nothing for lost that comes, changes or goes while it looks', async () => {
    const [came, went] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    let meanwhile = async (): Promise<void> => undefined;
    class SlowDirectory extends StateDirectory {
      override async names(): Promise<string[]> {
        const names = await super.names();
        await meanwhile();
        return names;
      }
    }
    const files = new SlowDirectory(join(directory, 'desired'), { fsync: true });
    const slow = new DesiredStore(files, createLogger({ name: 'test', level: 'silent' }));
    await slow.deploy(device({ deviceId: went }));
    await slow.undeploy(went, 9);
    const changing = slow.deploy(device());
    meanwhile = async () => {
      await changing;
      await slow.deploy(device({ deviceId: came }));
      await slow.forget(went, 9);
      await slow.setAdminState(false);
    };
    expect(await slow.keep()).to.equal(0);
    meanwhile = async () => undefined;
    expect(await slow.keep()).to.equal(0);
    const all = ['agent.json', `${came}.json`, `${ID}.json`];
    expect(readdirSync(join(directory, 'desired'))).to.have.members(all);
  });

  it('removes what a write has left unfinished, and touches nothing that it has not written', async () => {
    const desired = join(directory, 'desired');
    const foreign = ['notes.json', 'notes.txt', 'backup.json.new', `${ID}.json~`];
    for (const name of [...foreign, `${ID}.json.new`, 'agent.json.new'])
      writeFileSync(join(desired, name), 'x');
    expect((await open()).ids()).to.deep.equal([]);
    await store.keep();
    expect(readdirSync(desired)).to.have.members(foreign);
  });

  it('ends with the newest word, in whatever order and however often the words come', async () => {
    const deploy = fc.record({
      epoch: fc.integer({ min: 1, max: 3 }),
      generation: fc.integer({ min: 1, max: 4 }),
    });
    const word = fc.oneof(
      { weight: 3, arbitrary: deploy },
      fc.record({ epoch: fc.integer({ min: 1, max: 3 }), generation: fc.constant(undefined) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 12 }), async (words) => {
        const { epoch, generation } = words.reduce((a, b) => (rank(b) > rank(a) ? b : a));
        const fresh = new DesiredStore(
          new StateDirectory(mkdtempSync(join(directory, 'run-')), { fsync: false }),
          createLogger({ name: 'test', level: 'silent' }),
        );
        for (const next of words) {
          if (next.generation === undefined) await fresh.undeploy(ID, next.epoch);
          else await fresh.deploy(device({ epoch: next.epoch, generation: next.generation }));
        }
        const wanted = fresh.get(ID);
        if (generation === undefined) expect(wanted).to.include({ wanted: 'absent', epoch });
        else expect(wanted).to.deep.equal({ wanted: 'present', device: device({ epoch, generation }) });
      }),
      { numRuns: 50 },
    );
  });
});

/** Epochs first; within one, a removal is final. */
const rank = ({ epoch, generation }: { epoch: number; generation: number | undefined }): number =>
  epoch * 100 + (generation ?? 99);
