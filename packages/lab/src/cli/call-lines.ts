import { type Credentials, apiHeaders, openstackVariables } from '../auth/credentials.ts';
import type { Lab } from '../lab/lab.ts';

/** API calls to paste: as the owner of the example, and as an admin if that is somebody else. */
export async function callLines({ apiUrl, callers }: Lab): Promise<string[]> {
  const { admin, member } = callers;
  const lines = ['The API:', '', ...(await curlLines(apiUrl, member)), '', ...neutronLines(apiUrl, member)];
  if (admin === member) return lines;
  return [...lines, '', 'As an admin:', '', neutronLine(apiUrl, admin, 'agent-list')];
}

async function curlLines(apiUrl: string, member: Credentials): Promise<string[]> {
  const headers = Object.entries(await apiHeaders(member)).map(([name, value]) => `-H '${name}: ${value}' `);
  const curl = (options: string, path: string): string =>
    `  curl ${options} ${headers.join('')}${apiUrl}/v2.0/lb/${path}`;
  return [...NOTES[member.kind], curl('-s', 'pools'), curl('-sN', 'events')];
}

const NOTES: Readonly<Record<Credentials['kind'], readonly string[]>> = {
  noauth: [],
  token: ['  # The token is that of a member of the project demo'],
  keystone: ['  # The token is that of the user demo, and good for an hour'],
};

const neutronLines = (apiUrl: string, member: Credentials): string[] => [
  '  # The neutron client, which is in python3-neutronclient of Debian 12; no other OS_* variable may be set',
  neutronLine(apiUrl, member, 'lb-pool-list'),
];

function neutronLine(apiUrl: string, caller: Credentials, command: string): string {
  const variables = Object.entries(openstackVariables(caller, apiUrl));
  return `  ${variables.map(([name, value]) => `${name}=${value}`).join(' ')} neutron ${command}`;
}
