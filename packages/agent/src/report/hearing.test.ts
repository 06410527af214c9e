import { Metrics, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { Hearing } from './hearing.ts';

describe('Hearing', () => {
  let hearing: Hearing;
  let asked: string[];

  beforeEach(() => {
    asked = [];
    hearing = new Hearing({
      logger: createLogger({ name: 'test', level: 'silent' }),
      metrics: new Metrics(),
    });
    const ask = (what: string) => () => void asked.push(what);
    hearing.helpWith({ list: ask('list'), queue: ask('queue'), connection: ask('connection') });
  });

  const echo = (number: number): boolean => hearing.echo({ run_id: hearing.runId, beat: number });
  /** Heartbeats that the broker takes, and a list after each that was asked for. */
  function beat(times: number, receives?: boolean): void {
    for (let n = 0; n < times; n += 1) {
      hearing.next();
      const before = asked.length;
      hearing.sent();
      if (asked.length > before) hearing.listed(receives);
    }
  }

  it('names the newest echo of its own run in each heartbeat', () => {
    expect(hearing.next()).to.deep.equal({ beat: 1, heard: null });
    hearing.echo({ run_id: '0b1d4c7e-1111-4222-8333-444455556666', beat: 9 });
    expect(hearing.next()).to.deep.equal({ beat: 2, heard: null });
    echo(2);
    echo(1);
    expect(hearing.next()).to.deep.equal({ beat: 3, heard: 2 });
  });

  it('asks for nothing while echoes come, be it late', () => {
    for (let n = 1; n < 20; n += 1) {
      beat(2, true);
      echo(2 * n - 1);
    }
    expect(asked).to.deep.equal([]);
  });

  it('asks for its list with each heartbeat when it is deaf, and sets up nothing that the servers take for well', () => {
    hearing.listed(true);
    beat(2, true);
    expect(asked).to.deep.equal([]);
    beat(2, true);
    expect(asked).to.deep.equal(['list', 'list']);
  });

  it('sets up its queue, then its connection, at growing intervals, until an echo comes', () => {
    hearing.listed(true);
    beat(30, false);
    expect(asked.filter((what) => what !== 'list')).to.deep.equal(['queue', 'connection', 'queue']);
    expect(asked.indexOf('queue')).to.equal(1);
    echo(30);
    asked = [];
    beat(2, false);
    expect(asked).to.deep.equal([]);
    beat(1, false);
    expect(asked).to.deep.equal(['list', 'queue']);
  });

  it('lets servers be that are older than echoes, or away', () => {
    hearing.listed(undefined);
    beat(30, false);
    expect(asked).to.deep.equal([]);
    hearing.listed(true);
    hearing.next();
    hearing.sent();
    expect(asked).to.deep.equal(['list']);
  });
});
