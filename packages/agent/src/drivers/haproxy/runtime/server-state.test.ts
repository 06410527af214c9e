import { expect } from 'chai';
import { renderHaproxy } from '../render/render.ts';
import { carryServerState, parseServerState } from './server-state.ts';
import { POOL_ID, device, id, member, monitor, pool } from '../../../testing/device-builder.ts';
import { TEST_PATHS } from '../testing/test-paths.ts';
import { DEFAULT_HAPROXY_TUNING } from '../render/tuning.ts';
import type { DesiredServer } from '../model/types.ts';

const HEADER =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_check_health srv_port';
const row = (number: number, rest: string): string => `3 ${POOL_ID} 7 ${id('c', number)} ${rest}`;
const dump = (...rows: string[]): string => ['1', HEADER, ...rows, ''].join('\n');

function desired(...numbers: number[]): readonly DesiredServer[] {
  const members = numbers.map((number) => member(number, { weight: 5, admin_state_up: number !== 9 }));
  const input = device({ pools: [pool({ members, health_monitors: [monitor(1)] })] });
  return renderHaproxy({ device: input, paths: TEST_PATHS, tuning: DEFAULT_HAPROXY_TUNING })?.servers ?? [];
}

describe('parseServerState', () => {
  const admins: [string, string][] = [
    ['0', 'ready'],
    ['1', 'maint'],
    ['5', 'maint'],
    ['2', 'maint'],
    ['32', 'maint'],
    ['8', 'drain'],
    ['16', 'drain'],
    ['9', 'maint'],
  ];
  for (const [bits, admin] of admins) {
    it(`admin state ${bits} is ${admin}`, () => {
      const [server] = parseServerState(dump(row(1, `2001:db8::1 2 ${bits} 3 1 4 80`)));
      expect(server).deep.equal({
        backend: POOL_ID,
        name: id('c', 1),
        address: '2001:db8::1',
        port: 80,
        weight: 3,
        admin,
      });
    });
  }

  it('refuses what is no dump', () => {
    expect(() => parseServerState('Unknown command')).throw('not a server state dump');
  });
});

describe('carryServerState', () => {
  const carried = (...rows: string[]): string[] =>
    carryServerState(dump(...rows), desired(1, 2, 9))
      .split('\n')
      .slice(2, -1);

  it('keeps health and takes the weights from the configuration', () => {
    expect(carried(row(1, '10.0.0.1 0 0 3 1 2 80'))).deep.equal([row(1, '10.0.0.1 0 0 5 5 2 80')]);
  });

  it('forgets servers that are removed, moved, or enter or leave maintenance', () => {
    const gone = [
      row(3, '10.0.0.3 2 0 5 5 4 80'),
      row(1, '10.0.0.1 2 0 5 5 4 81'),
      row(2, '10.0.0.2 0 1 5 5 0 80'),
      row(9, '10.0.0.9 2 0 5 5 4 80'),
    ];
    expect(carried(...gone)).deep.equal([]);
  });
});
