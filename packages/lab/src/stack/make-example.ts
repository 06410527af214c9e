import { ensureExample } from '../example/ensure-example.ts';
import { stackHosts } from './stack-hosts.ts';

// Usage: make-example.js API_URL: on a host of the office, and without authentication.
const [url = ''] = process.argv.slice(2);
const READY_DEADLINE_MS = 120_000;
const CLIENT_DEADLINE_MS = 2_000;

async function request(page: string): Promise<void> {
  const { status } = await fetch(page, { signal: AbortSignal.timeout(CLIENT_DEADLINE_MS) });
  if (status !== 200) throw new Error(`${page} answers ${status}`);
}

const webs = stackHosts().filter(({ kind }) => kind === 'member');
const members = webs.map(({ ipv4 }) => ipv4 ?? '');
const site = { networks: 'routed', members, withinMs: READY_DEADLINE_MS, request } as const;
try {
  const { address, port } = await ensureExample(site, { url, admin: {}, member: {} });
  console.log(`http://${address}:${port}/ is served by ${webs.map(({ name }) => name).join(' and ')}`);
} catch (error) {
  console.error(`no example: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
