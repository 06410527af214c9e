import type { LoadBalancerDevice } from '@lbaas/common/contract';
import { expect } from 'chai';
import fc from 'fast-check';
import { writeLine } from './render/config-text.ts';
import { HaproxyRefused } from './model/errors.ts';
import { renderHaproxy } from './render/render.ts';
import { configSkeleton, configTokens } from './testing/config-tokens.ts';
import { device, listener, monitor, pool } from '../../testing/device-builder.ts';
import { TEST_PATHS } from './testing/test-paths.ts';
import { DEFAULT_HAPROXY_TUNING } from './render/tuning.ts';

const textOf = (input: LoadBalancerDevice): string =>
  renderHaproxy({ device: input, paths: TEST_PATHS, tuning: DEFAULT_HAPROXY_TUNING })?.text ?? '';

const bases: LoadBalancerDevice[] = (['SOURCE_IP', 'HTTP_COOKIE', 'APP_COOKIE'] as const).map((type) =>
  device({
    addresses: ['10.0.0.100', '2001:db8::64'],
    listeners: [listener({ connection_limit: 5 })],
    pools: [
      pool({
        session_persistence: { type, cookie_name: type === 'APP_COOKIE' ? 'sid' : null },
        health_monitors: [monitor(1), monitor(2, { type: 'HTTPS' }), monitor(3, { type: 'PING' })],
      }),
    ],
  }),
);

type Path = readonly (string | number)[];

/** Where in a device a string stands. */
function stringPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => stringPaths(child, [...path, key]));
}

function withText(input: LoadBalancerDevice, path: Path, text: string): LoadBalancerDevice {
  const copy = structuredClone(input);
  let target: Record<string, unknown> = copy;
  for (const key of path.slice(0, -1)) target = target[key] as Record<string, unknown>;
  target[String(path.at(-1))] = text;
  return copy;
}

const hostile = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'/a#\'"\\ $\n\t\r{}%[]();|&,:0'.split('')), maxLength: 30 }),
  fc.constantFrom(
    '/\n\tserver evil 10.6.6.6:80',
    '/ if TRUE',
    '/\\\n\tuser root',
    '/"',
    "/' uri /other",
    '/$HOME',
    '200\nglobal',
    '/%[env(PATH)]',
    '\u2028/',
    '/\u0000',
    'sid) -m found',
    '::1\n',
    'GET\n',
  ),
);

describe('text from the API', function () {
  // 9,000 configurations, on a machine that may do much else.
  this.timeout(90_000);

  for (const base of bases) {
    const paths = stringPaths(base);
    const expected = configSkeleton(textOf(base));
    it(`adds no directive: ${base.snapshot.pools[0]?.session_persistence?.type}`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...paths), hostile, (path, text) => {
          let rendered: string;
          try {
            rendered = textOf(withText(base, path, text));
          } catch (error) {
            expect(error, String(path)).instanceOf(HaproxyRefused);
            return;
          }
          expect(configSkeleton(rendered), `${String(path)} = ${JSON.stringify(text)}`).deep.equal(expected);
        }),
        { numRuns: 3_000 },
      );
    });
  }

  it('comes back from a line as it went in, or is refused', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (words) => {
        let line: string;
        try {
          line = writeLine(words);
        } catch (error) {
          expect(error).instanceOf(HaproxyRefused);
          return;
        }
        expect(configTokens(line)).deep.equal([words]);
      }),
    );
  });
});
