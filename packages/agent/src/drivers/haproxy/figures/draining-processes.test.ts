import { ManualClock, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { DrainingProcesses, streamsOf } from './draining-processes.ts';
import type { Reading } from './epoch-counters.ts';

/** An old process whose last connection carries 20 bytes more and closes right behind its first answer. */
function closingSession(): { run: (commands: readonly string[]) => Promise<string[]>; close: () => void } {
  let isOpen = true;
  const answer = (command: string): string => {
    const info = `Name: HAProxy\nCurrConns: ${isOpen ? 1 : 0}`;
    const stat = `# pxname,type,bin\nweb,1,${isOpen ? 10 : 30}`;
    isOpen = false;
    return command === 'show info' ? info : stat;
  };
  return { run: async (commands) => commands.map(answer), close: () => undefined };
}

describe('DrainingProcesses', () => {
  it('counts what the last connection carries while the process is asked', async () => {
    const carried: (string | undefined)[] = [];
    const ended: string[] = [];
    const store = {
      draining: ({ rows }: Reading) => void carried.push(rows[0]?.get('bin')),
      ended: (process: string) => void ended.push(process),
    };
    new DrainingProcesses(store, new ManualClock()).follow('old', closingSession(), 60_000);
    await eventually(() => expect(ended).deep.equal(['old']), { withinMs: 5_000 });
    expect(carried.at(-1)).equal('30');
  });
});

describe('streamsOf', () => {
  it('finds the streams of some servers, and leaves those of others alone', () => {
    const line = (stream: string, server: string): string =>
      `${stream}: proto=tcpv4 src=10.0.0.1:1 fe=web be=pool srv=${server} ts=00 epoch=0`;
    const text = [line('0x5a', 'one'), line('0x5b', 'two'), line('0x5c', 'one'), '0x5d: proto=unix fe=GLOBAL']
      .join('\n')
      .concat('\n');
    expect(streamsOf(text, new Set(['pool/one']))).deep.equal(['0x5a', '0x5c']);
    expect(streamsOf(text, new Set(['other/one']))).deep.equal([]);
  });
});
