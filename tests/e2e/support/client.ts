import type { Lab } from '@lbaas/lab';

export interface CurlReply {
  readonly status: number;
  readonly body: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The member that answered, by the name of its back end. */
  readonly servedBy: string | undefined;
}

const headerLine = /^([^:\s]+):\s*(.*?)\r?$/;

function parseReply(text: string): CurlReply {
  const split = text.search(/\r?\n\r?\n/);
  const head = split < 0 ? text : text.slice(0, split);
  const body = split < 0 ? '' : text.slice(split).replace(/^\r?\n\r?\n/, '');
  const [statusLine = '', ...lines] = head.split('\n');
  const headers = new Map(lines.flatMap((line) => headerEntry(line)));
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    body,
    headers,
    servedBy: headers.get('x-served-by'),
  };
}

function headerEntry(line: string): [string, string][] {
  const match = headerLine.exec(line);
  return match?.[1] === undefined ? [] : [[match[1].toLowerCase(), match[2] ?? '']];
}

/** One request from the client host; status 0 when no answer came. */
export async function curl(lab: Lab, url: string, args: readonly string[] = []): Promise<CurlReply> {
  const { stdout } = await lab.exec('client', [
    'curl',
    '-skig',
    '--http1.1',
    '--max-time',
    '5',
    ...args,
    url,
  ]);
  return parseReply(stdout);
}

/** `count` requests one after another; the names of the members that answered, in order. */
export async function whoServes(
  lab: Lab,
  url: string,
  count: number,
  args: readonly string[] = [],
): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < count; i++) names.push((await curl(lab, url, args)).servedBy ?? 'nobody');
  return names;
}

/** URL of a VIP, with the brackets that IPv6 needs. */
export function vipUrl(scheme: 'http' | 'https', address: string, port: number, path = '/'): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${scheme}://${host}:${port}${path}`;
}
