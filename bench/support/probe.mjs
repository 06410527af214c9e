// Runs on the client host. Reads "ADDRESS PORT" lines; for each, polls until the first 200 and prints the
// monotonic time in nanoseconds, which all processes of the machine share.
import { request } from 'node:http';
import { createInterface } from 'node:readline';

const ATTEMPT_MS = 20;

const attempt = (host, port) =>
  new Promise((resolve) => {
    const call = request({ host, port, path: '/', agent: false, timeout: ATTEMPT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => setTimeout(resolve, 1, false));
    call.end();
  });

for await (const line of createInterface({ input: process.stdin })) {
  const [host, port] = line.split(' ');
  while (!(await attempt(host, Number(port)))) {
    // The next attempt starts at once.
  }
  process.stdout.write(`${process.hrtime.bigint()}\n`);
}
