import fc from 'fast-check';
import type { World } from './world.ts';

const HOST = 'Host: localhost\r\n';
const ONE = 'X-Project-Id: one\r\nX-Roles: member\r\n';
const CLOSE = 'Connection: close\r\n';
const POOLS = '/v2.0/lb/pools';

const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\n${HOST}${ONE}${headers}${CLOSE}\r\n`;
const post = (headers: string, body: string): string =>
  `POST ${POOLS} HTTP/1.1\r\n${HOST}${ONE}${headers}${CLOSE}\r\n${body}`;

/** Requests that no HTTP library sends. */
const SHAPES: readonly string[] = [
  '',
  '\r\n\r\n',
  '\0\0\0\0',
  'x',
  'GET',
  `GET ${POOLS}\r\n\r\n`,
  `GET ${POOLS} HTTP/0.9\r\n${HOST}\r\n`,
  `GET ${POOLS} HTTP/1.0\r\n${ONE}\r\n`,
  `GET ${POOLS} HTTP/1.1\r\n${ONE}${CLOSE}\r\n`,
  `GET ${POOLS} HTTP/1.1\n${HOST}${CLOSE}\n`,
  `GET ${POOLS} HTTP/9.9\r\n${HOST}\r\n`,
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  `FOO ${POOLS} HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
  `get ${POOLS} HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
  `PURGE ${POOLS} HTTP/1.1\r\n${HOST}${ONE}${CLOSE}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${HOST}${ONE}${CLOSE}\r\n`,
  `CONNECT example.org:443 HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
  get(`http://evil.example${POOLS}`),
  get(`//evil.example${POOLS}`),
  get(`${POOLS}/../../../etc/passwd`),
  get(`${POOLS}/..%2f..%2f`),
  get(`${POOLS}/%00`),
  get(`${POOLS}/%`),
  get(`${POOLS}/\xff\xfe`),
  get(`${POOLS}?name=\xff\xfe`),
  get(`${POOLS}?name=\0`),
  get(`${POOLS} evil`),
  get(`${POOLS}#fragment`),
  get(`${POOLS}/${'x'.repeat(600)}`),
  get(`${POOLS}?name=${'x'.repeat(20_000)}`),
  get(POOLS, `X-Long: ${'x'.repeat(100_000)}\r\n`),
  get(POOLS, 'X-Many: 1\r\n'.repeat(3000)),
  get(POOLS, HOST),
  get(POOLS, 'Host: evil.example\r\n'),
  get(POOLS, 'X-Project-Id: two\r\n'),
  get(POOLS, 'X-Roles: reader\r\n'),
  get(POOLS, ' folded: 1\r\n'),
  get(POOLS, 'X-Nul: a\0b\r\n'),
  get(POOLS, 'X-Bare: a\rb\r\n'),
  get(POOLS, 'No colon\r\n'),
  get(POOLS, ': no name\r\n'),
  get(POOLS, 'Bad name: 1\r\n'),
  get(POOLS, 'Expect: 100-continue\r\n'),
  get(POOLS, 'Expect: something\r\n'),
  get(POOLS, 'Upgrade: websocket\r\nConnection: Upgrade\r\n'),
  get(
    POOLS,
    'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nConnection: Upgrade, HTTP2-Settings\r\n',
  ),
  `${get(POOLS).replace(CLOSE, '')}${get(POOLS)}`,
  `${get('/v2.0/nothing').replace(CLOSE, '')}garbage`,
  get(POOLS, 'Content-Length: 3\r\n').concat('{x}'),
  post('Content-Length: 10\r\n', '{}'),
  post('Content-Length: -1\r\n', '{}'),
  post('Content-Length: x\r\n', '{}'),
  post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}'),
  post('Content-Length: 99999999999999999999\r\n', '{}'),
  post('Content-Length: 2000000\r\n', '{}'),
  post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  post('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'),
  post('Transfer-Encoding: chunked\r\n', 'ffffffffffffffff1\r\n{}'),
  post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n'),
  post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\nX-Roles: admin\r\n\r\n'),
  post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  post('Transfer-Encoding: x\r\n', '{}'),
  post('Transfer-Encoding: gzip, chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  post('Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n', '{}'),
  post('Expect: 100-continue\r\nContent-Length: 2\r\n', '{}'),
  post('Content-Length: 2\r\n', '{}extra'),
];

/** These requests, and mutations with lost or flipped bytes. */
export function rawRequests({ own }: World): fc.Arbitrary<Buffer> {
  const one = `${POOLS}/${own['pool']?.[0]}`;
  const more = [
    `DELETE ${one} HTTP/1.1\r\n${HOST}${ONE}${CLOSE}Content-Length: 5\r\n\r\n{`,
    `PUT ${one} HTTP/1.1\r\n${HOST}${ONE}${CLOSE}Content-Length: 30\r\n\r\n{"pool":{"name":"half`,
  ];
  const shape = fc.constantFrom(...SHAPES, ...more).map((text) => Buffer.from(text, 'latin1'));
  const spot = fc.nat(200);
  return fc.oneof(
    { weight: 3, arbitrary: shape },
    fc.tuple(shape, spot).map(([bytes, at]) => bytes.subarray(0, at)),
    fc
      .tuple(shape, spot, fc.integer({ min: 0, max: 255 }))
      .map(([bytes, at, byte]) => turned(bytes, at, byte)),
    fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  );
}

export const SHAPE_BYTES: readonly Buffer[] = SHAPES.map((text) => Buffer.from(text, 'latin1'));

function turned(bytes: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at] = byte;
  return copy;
}
