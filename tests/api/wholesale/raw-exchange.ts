import { connect } from 'node:net';
import type { Answered } from './asked.ts';

const PATIENCE_MS = 5000;

/** Sends bytes as they are, ends its side, and returns everything received until the server ends too. */
export function exchange(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(PATIENCE_MS, () =>
      socket.destroy(new Error(`no end of ${bytes.toString('latin1').slice(0, 300)}`)),
    );
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The server may close while bytes that it will not read are on their way.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(Buffer.concat(chunks));
      else reject(error);
    });
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    socket.end(bytes);
  });
}

/** The answers in the received bytes, without interim ones (1xx). @throws Error if they are not HTTP */
export function answersIn(bytes: Buffer): readonly Answered[] {
  const answers: Answered[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const end = rest.indexOf('\r\n\r\n');
    const [start = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1]);
    if (end < 0 || Number.isNaN(status)) throw new Error(`no HTTP: ${rest.toString('latin1').slice(0, 300)}`);
    const headers = Object.fromEntries(lines.map(fieldOf));
    const length = Number(headers['content-length'] ?? 0);
    const text = rest.subarray(end + 4, end + 4 + length).toString();
    if (status >= 200) answers.push({ status, headers, text });
    rest = rest.subarray(end + 4 + length);
  }
  return answers;
}

function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
