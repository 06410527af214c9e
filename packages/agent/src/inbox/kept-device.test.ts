import { expect } from 'chai';
import type { DeviceReport } from '../reconcile/index.ts';
import { device, listener, pool } from '../testing/device-builder.ts';
import { keptDevices, reportedAs } from './kept-device.ts';

const NEWER = device({ epoch: 2, generation: 7 });
const OFFERED = device({ epoch: 1, generation: 5 });
const REPORT: DeviceReport = {
  deviceId: NEWER.device_id,
  epoch: 2,
  generation: 7,
  observedGeneration: 7,
  outcome: 'done',
  how: 'noop',
  error: undefined,
  durationMs: 1,
};

describe('a device that is kept', () => {
  it('is reported as not showing what the servers want, in their numbers', () => {
    const entry = { wanted: 'present', device: NEWER, kept: 'newer', offered: OFFERED } as const;
    expect(reportedAs(entry, REPORT)).to.deep.include({
      epoch: 1,
      generation: 5,
      observedGeneration: 0,
      outcome: 'failed',
    });
    const failed = { ...REPORT, outcome: 'failed', error: 'no room', observedGeneration: 0 } as const;
    expect(reportedAs(entry, failed).error).to.match(/was restored.*; no room$/);
  });

  it('is reported as it is when the servers want nothing else, and when it is gone', () => {
    expect(reportedAs({ wanted: 'present', device: NEWER, kept: 'unknown' }, REPORT)).to.equal(REPORT);
    expect(reportedAs({ wanted: 'absent', epoch: 1, generation: 5 }, REPORT)).to.equal(REPORT);
    expect(reportedAs(undefined, REPORT)).to.equal(REPORT);
  });

  it('is named in heartbeats, with what people know it by', () => {
    const web = device({ listeners: [listener()], pools: [pool({ name: 'shop' })], addresses: ['10.0.0.9'] });
    expect(keptDevices([undefined, { wanted: 'present', device: web }])).to.equal(undefined);
    expect(keptDevices([{ wanted: 'present', device: web, kept: 'unknown' }])).to.deep.equal([
      {
        device_id: web.device_id,
        kind: 'load_balancer',
        epoch: web.epoch,
        generation: web.generation,
        why: 'unknown',
        name: 'shop',
        addresses: ['10.0.0.9'],
      },
    ]);
    const many = Array.from(
      { length: 600 },
      () => ({ wanted: 'present', device: web, kept: 'newer' }) as const,
    );
    expect(keptDevices(many)).to.have.length(500);
  });
});
