import { ensureExample } from './ensure-example.ts';

// Usage: main.js API_URL MEMBER_ADDRESS... For hosts that are not of a laboratory; without authentication.
const [url = '', ...members] = process.argv.slice(2);
const CLIENT_DEADLINE_MS = 2_000;

async function request(page: string): Promise<void> {
  const { status } = await fetch(page, { signal: AbortSignal.timeout(CLIENT_DEADLINE_MS) });
  if (status !== 200) throw new Error(`${page} answers ${status}`);
}

try {
  const page = await ensureExample({ members, request }, { url, admin: {}, member: {} });
  console.log(`${page} is served by ${members.join(' and ')}`);
} catch (error) {
  console.error(`no example: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
