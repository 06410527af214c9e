// Runs on the client host: URL CONNECTIONS. Keeps that many requests going until SIGTERM, then prints what happened.
import { Agent, request } from 'node:http';

const [url, connections] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const result = { requests: 0, failed: 0, reasons: {} };
let running = true;
process.on('SIGTERM', () => (running = false));

const one = () =>
  new Promise((resolve) => {
    const call = request(url, { agent, timeout: 5000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200 ? '' : `status ${response.statusCode}`));
      response.on('error', (error) => resolve(error.code ?? error.message));
    });
    call.on('timeout', () => call.destroy(new Error('timeout')));
    // A kept connection that the other end closed while idle is the client's race, and safe to repeat (RFC 9112, 9.3.1).
    call.on('error', (error) =>
      resolve(call.reusedSocket && error.code === 'ECONNRESET' ? 'again' : (error.code ?? error.message)),
    );
    call.end();
  });

async function worker() {
  while (running) {
    const reason = await one();
    if (reason === 'again') continue;
    result.requests += 1;
    if (reason !== '') {
      result.failed += 1;
      result.reasons[reason] = (result.reasons[reason] ?? 0) + 1;
    }
  }
}

await Promise.all(Array.from({ length: Number(connections) }, worker));
process.stdout.write(`${JSON.stringify(result)}\n`);
