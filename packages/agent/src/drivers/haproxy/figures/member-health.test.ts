import type { MemberHealth } from '@lbaas/common/domain';
import { expect } from 'chai';
import { memberHealth, memberReports } from './member-health.ts';
import { parseStat } from './stat-table.ts';
import { POOL_ID, id } from '../../../testing/device-builder.ts';

const forms: Record<string, MemberHealth> = {
  UP: 'up',
  'UP 1/3': 'up',
  DOWN: 'down',
  'DOWN 1/2': 'down',
  'DOWN (agent)': 'down',
  NOLB: 'drain',
  'NOLB 1/3': 'drain',
  DRAIN: 'drain',
  'DRAIN (agent)': 'drain',
  MAINT: 'maint',
  'MAINT (via b/s)': 'maint',
  'MAINT (resolution)': 'maint',
  'no check': 'no_check',
  '': 'unknown',
  'something else': 'unknown',
};

const HEADER = '# pxname,svname,status,type,check_status,check_code,check_duration';
const server = (backend: string, member: number, rest: string): string =>
  `${backend},${id('c', member)},${rest}`;
const report = (...lines: string[]) => memberReports(parseStat([HEADER, ...lines].join('\n')), new Set());

describe('memberHealth', () => {
  for (const [status, health] of Object.entries(forms)) {
    it(`${JSON.stringify(status)} is ${health}`, () => expect(memberHealth(status)).equal(health));
  }
});

describe('memberReports', () => {
  it('says what the check saw in the words of HAProxy', () => {
    const rows = [
      server(POOL_ID, 1, 'DOWN,2,L7STS,500,1'),
      server(POOL_ID, 2, 'UP,2,* L4OK,,0'),
      server(POOL_ID, 3, 'no check,2,,,'),
      server(POOL_ID, 4, 'UP,2,INI,,0'),
      `${POOL_ID},BACKEND,UP,1,,,`,
    ];
    expect(report(...rows).map(({ health, check }) => [health, check])).deep.equal([
      ['down', 'L7STS/500 in 1ms'],
      ['up', 'L4OK in 0ms'],
      ['no_check', undefined],
      ['up', undefined],
    ]);
  });

  it('explains a combined verdict by the monitor that failed', () => {
    const rows = [
      server(POOL_ID, 1, 'DOWN,2,L7STS,503,0'),
      server(`${POOL_ID}.${id('d', 1)}`, 1, 'UP,2,L7OK,200,1'),
      server(`${POOL_ID}.${id('d', 2)}`, 1, 'DOWN,2,PROCERR,1,9'),
    ];
    expect(report(...rows)).deep.equal([
      { poolId: POOL_ID, memberId: id('c', 1), health: 'down', check: 'PROCERR in 9ms' },
    ]);
  });

  it('explains it only by a monitor that agrees', () => {
    const about = (main: string, one: string, other: string) =>
      report(
        server(POOL_ID, 1, `${main},2,L7STS,503,0`),
        server(`${POOL_ID}.${id('d', 1)}`, 1, `${one},2,L4OK,,0`),
        server(`${POOL_ID}.${id('d', 2)}`, 1, `${other},2,L7STS,500,2`),
      ).map(({ health, check }) => [health, check]);
    expect(about('UP', 'UP', 'DOWN')).deep.equal([['up', 'L4OK in 0ms']]);
    expect(about('UP', 'DOWN', 'DOWN')).deep.equal([['up', undefined]]);
    expect(about('DOWN', 'UP', 'UP')).deep.equal([['down', undefined]]);
    expect(about('DOWN', 'UP', 'DOWN')).deep.equal([['down', 'L7STS/500 in 2ms']]);
    expect(about('MAINT', 'MAINT', 'MAINT')).deep.equal([['maint', 'L4OK in 0ms']]);
  });

  it('leaves removed servers out', () => {
    const rows = parseStat(`${HEADER}\n${server(POOL_ID, 1, 'MAINT,2,,,')}`);
    expect(memberReports(rows, new Set([`${POOL_ID}/${id('c', 1)}`]))).deep.equal([]);
  });
});

describe('parseStat', () => {
  it('reads quoted fields', () => {
    const [row] = parseStat('# pxname,svname,status,bin,\n1,"x, ""y""",,"",');
    const columns = ['pxname', 'svname', 'status', 'bin'] as const;
    expect(columns.map((name) => row?.get(name))).deep.equal(['1', 'x, "y"', '', '']);
  });

  it('finds columns wherever they stand, and misses those that are not there', () => {
    const [row] = parseStat('# scur,unknown,pxname,\n7,8,9,');
    expect([row?.get('scur'), row?.get('pxname'), row?.get('svname')]).deep.equal(['7', '9', undefined]);
  });

  it('refuses what is no table', () => {
    expect(() => parseStat('Permission denied')).throw('not a statistics table');
  });
});
