import { randomUUID } from 'node:crypto';
import { RpcError } from '@lbaas/common/contract';
import { expect } from 'chai';
import { DriverError } from '../drivers/index.ts';
import { device, listener } from '../testing/device-builder.ts';
import { type PreviewDevice, devicePreviewer } from './preview.ts';
import { ReconcileBench } from './testing/reconcile-bench.ts';

const ID = device().device_id;
const otherListener = listener({ protocol_port: 8081 });

describe('a preview', () => {
  let bench: ReconcileBench;
  let preview: PreviewDevice;

  beforeEach(() => {
    bench = new ReconcileBench();
    bench.reconciler.start();
    preview = devicePreviewer(bench);
  });
  afterEach(() => bench.reconciler.stop());

  it('of what is not there begins it, and leaves nothing', async () => {
    const foreseen = await preview(ID, device());
    expect(foreseen.plan).to.deep.equal([
      { step: 'plug', class: 'plug', reason: 'no namespace' },
      { step: 'start', class: 'start', reason: 'it was never started' },
    ]);
    expect(foreseen).to.deep.include({ effect: 'start', refusal: null });
    expect(foreseen.files).to.deep.equal([
      { name: 'device.cfg', before: null, after: JSON.stringify([listener()]) },
    ]);
    expect(await bench.devicesOnHost()).to.be.empty;
    expect(bench.driver.steps).to.be.empty;
  });

  it('of what runs changes what differs', async () => {
    await bench.deploy(device());
    const { plan, effect, files } = await preview(ID, device({ generation: 2, listeners: [otherListener] }));
    expect([plan.map((step) => step.class), effect]).to.deep.equal([['reload'], 'reload']);
    expect(files[0]?.before).to.equal(JSON.stringify([listener()]));
    expect(bench.driver.steps).to.deep.equal(['start 1']);
    expect(await preview(ID, device({ generation: 2 }))).to.deep.include({ plan: [], effect: 'noop' });
  });

  it('names ports that would change', async () => {
    await bench.deploy(device());
    const { plan, effect } = await preview(ID, device({ generation: 2, addresses: ['10.0.0.101'] }));
    expect(plan).to.deep.equal([{ step: 'change vip0', class: 'port', reason: 'addresses or routes' }]);
    expect(effect).to.equal('runtime');
  });

  it('of what would be taken down ends it', async () => {
    await bench.deploy(device());
    const classes = ['stop', 'remove'];
    for (const next of [null, device({ generation: 2, listeners: [] })]) {
      const { plan, effect, files } = await preview(ID, next);
      expect([plan.map((step) => step.class), effect]).to.deep.equal([classes, 'stop']);
      expect(files[0]).to.include({ after: null });
    }
    const nothing = { files: [], plan: [], effect: 'noop', refusal: null };
    const unknown = randomUUID();
    expect(await preview(unknown, null)).to.deep.equal({ device_id: unknown, ...nothing });
  });

  it('has the words of a program that would refuse it', async () => {
    bench.driver.refused.add(ID);
    expect(await preview(ID, device())).to.include({ refusal: 'config : unknown keyword' });
    bench.driver.desired = () => {
      throw new DriverError('final', 'no such character');
    };
    expect(await preview(ID, device())).to.deep.include({ refusal: 'no such character', plan: [] });
  });

  it('fails in words where nothing can be seen, and nobody ends what hangs', async () => {
    await bench.deploy(device());
    bench.driver.peek = () => Promise.reject(new DriverError('hung', 'HAProxy hangs'));
    const errors = await Promise.all(
      [device(), { ...device(), driver: 'f5' }].map((next) =>
        preview(ID, next).catch((error: unknown) => error),
      ),
    );
    expect(errors.map((error) => error instanceof RpcError && [error.code, error.message])).to.deep.equal([
      ['handler_failed', 'HAProxy hangs'],
      ['handler_failed', 'this agent does not have the driver f5'],
    ]);
    expect(bench.driver.steps).to.deep.equal(['start 1']);
  });
});
