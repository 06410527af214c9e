import { requestApi } from '../api/api-client.ts';
import { apiHeaders } from '../auth/credentials.ts';
import type { Example } from '../example/example.ts';
import type { Lab } from '../lab/lab.ts';
import { callLines } from './call-lines.ts';

interface Circumstances {
  readonly detached: boolean;
  readonly seconds: number;
}

const RUN = 'npm run -s lab --';

/** What to do with a lab that has just come up, as commands to paste. */
export async function welcome(lab: Lab, { detached, seconds }: Circumstances): Promise<string> {
  const { example } = lab;
  const cookie = example === undefined ? undefined : await oneCookie(lab, example);
  const agent = example === undefined ? undefined : await agentOf(lab, example);
  return [
    '',
    `The lab is up after ${seconds.toFixed(1)} s.`,
    '',
    `Web page: ${lab.apiUrl}/ui/`,
    `API:      ${lab.apiUrl}`,
    ...(example === undefined ? [] : exampleLines(lab, example, { cookie: cookie ?? 'unknown', detached })),
    '',
    ...(await callLines(lab)),
    '',
    `  ${RUN} status`,
    `  ${RUN} logs server`,
    ...(agent === undefined ? [] : [`  ${RUN} exec ${agent} ip netns`]),
    '',
    `API reference: ${lab.apiUrl}/docs`,
    '',
    detached ? 'End it with: npm stop' : 'Ctrl-C takes everything down.',
    '',
  ].join('\n');
}

function exampleLines(
  lab: Lab,
  { address, port, vipAddress }: Example,
  { cookie, detached }: { readonly cookie: string; readonly detached: boolean },
): string[] {
  const url = `http://${address}:${port}/`;
  const members = lab.hosts.filter(({ plan }) => plan.kind === 'member').map(({ name }) => name);
  const curl = `${RUN} exec client curl -si`;
  // curl sends one request for every number in the brackets.
  const fourTimes = `'${url}?[1-4]'`;
  const shown = "grep -iE '^(set-cookie|web-)'";
  return [
    '',
    `The example: pool tomcat_lb spreads ${url} over ${members.join(' and ')}.`,
    ...(vipAddress === undefined
      ? []
      : [
          `${address} is a floating IP in the office network; it leads to the VIP ${vipAddress} behind a router.`,
        ]),
    detached ? 'Paste these in this directory:' : 'Paste these into another terminal, in this directory:',
    '',
    '  # New clients get one member after the other, each with a cookie SRV that names it',
    `  ${curl} ${fourTimes} | ${shown}`,
    '',
    '  # A client that brings a cookie stays with its member',
    `  ${curl} -b SRV=${cookie} ${fourTimes} | ${shown}`,
    '',
    '  # An unknown cookie falls back: the next member, and a fresh cookie',
    `  ${curl} -b SRV=unknown ${url} | ${shown}`,
    ...(vipAddress === undefined ? [] : officeLines(lab, url)),
  ];
}

function officeLines(lab: Lab, url: string): string[] {
  const server = lab.hosts.find(({ plan }) => plan.kind === 'member')?.plan.ipv4 ?? '';
  return [
    '',
    '  # The page that the servers show to those who log in',
    `  ${RUN} exec client curl -si -u tomcat:tomcat ${url}manager/html`,
    '',
    '  # No way leads from the office to a server itself: curl says so',
    `  ${RUN} exec client curl -sS -m 3 http://${server}:8080/`,
  ];
}

/** The value of the cookie that the balancer sets for one of its members. */
async function oneCookie(lab: Lab, { address, port }: Example): Promise<string | undefined> {
  const { stdout } = await lab.exec('client', [
    'curl',
    '-si',
    '--max-time',
    '2',
    `http://${address}:${port}/`,
  ]);
  return /^set-cookie: SRV=([^;\s]+)/im.exec(stdout)?.[1];
}

/** The host that the balancer is on. */
async function agentOf({ apiUrl, callers }: Lab, { pool }: Example): Promise<string | undefined> {
  const path = `/v2.0/lb/pools/${pool}/loadbalancer-agent`;
  const headers = await apiHeaders(callers.admin);
  const { body } = await requestApi(apiUrl, { method: 'GET', path, headers });
  return (body as { agent?: { host: string } } | undefined)?.agent?.host;
}
