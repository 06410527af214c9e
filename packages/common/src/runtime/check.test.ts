import { expect } from 'chai';
import { Type } from 'typebox';
import { type CheckItem, checkProgram, failed, note, ok } from './check.ts';
import { ConfigError } from './config.ts';

const schema = Type.Object({ port: Type.Integer({ minimum: 1 }) }, { additionalProperties: false });

async function check(items: readonly CheckItem[], argv = ['--port', '7']): Promise<[boolean, string]> {
  let printed = '';
  const print = (line: string): void => void (printed += line);
  return [await checkProgram({ schema, argv, items: () => items, print }), printed];
}

describe('checkProgram', () => {
  it('prints a line for each item, and is content with notes', async () => {
    const items = [
      { name: 'disk', look: () => ok('12 GiB free') },
      { name: 'kernel', look: () => Promise.resolve(note('no vxlan\n  here')) },
    ];
    expect(await check(items)).to.deep.equal([
      true,
      [
        'ok      settings              every name is known, every value is in range',
        'ok      disk                  12 GiB free',
        'note    kernel                no vxlan; here',
        '',
      ].join('\n'),
    ]);
  });

  it('goes on after an item that fails, or cannot be looked at', async () => {
    const items = [
      { name: 'disk', look: () => failed('full: make room') },
      { name: 'kernel', look: () => Promise.reject(new Error('no answer')) },
      { name: 'port', look: () => ok('free') },
    ];
    const [isFit, printed] = await check(items);
    expect(isFit).to.equal(false);
    expect(printed).to.match(
      /failed {2}disk +full: make room\nfailed {2}kernel +no answer\nok +port +free\n$/,
    );
  });

  it('names every problem of the settings, and looks at nothing then', async () => {
    const looked = { name: 'disk', look: () => expect.fail('looked at') };
    const [isFit, printed] = await check([looked], ['--port', '0', '--typo', '1']);
    expect(isFit).to.equal(false);
    expect(printed.split('\n')).to.have.length(3);
    expect(printed).to.match(/^failed {2}settings +--typo: no such setting\nfailed {2}settings +--port: /);
  });

  it('takes settings that do not fit together for problems as well', async () => {
    let printed = '';
    const isFit = await checkProgram({
      schema,
      argv: ['--port=1'],
      items: () => {
        throw new ConfigError(['port: not with that']);
      },
      print: (line) => void (printed += line),
    });
    expect([isFit, printed]).to.deep.equal([false, 'failed  settings              port: not with that\n']);
  });
});
