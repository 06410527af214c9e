import { requestApi } from '../api/api-client.ts';
import { apiHeaders } from '../auth/credentials.ts';
import { type ProcessEntry, servicesOf } from '../hosts/process-table.ts';
import { findHaproxies } from '../lab/find-haproxies.ts';
import type { HostDescription } from '../lab/lab-description.ts';
import { programName } from './program-name.ts';
import { currentLab } from './labs.ts';
import { table } from './table.ts';

interface PoolRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly status_description: string | null;
}

/** An API, and the headers of an admin. */
interface Api {
  readonly url: string;
  readonly headers: Record<string, string>;
}

/** Prints what runs where. */
export async function status(): Promise<void> {
  const lab = currentLab();
  console.log(`Lab ${lab.id}, held by process ${lab.pid}, files in ${lab.directory}\n`);
  console.log(`API ${lab.apiUrl}: ${await apiHealth(lab.apiUrl)}\n`);
  console.log(table(['HOST', 'KIND', 'ADDRESS', 'NAMESPACE', 'RUNS (PID)'], lab.hosts.map(hostRow)));
  const headers = await apiHeaders(lab.admin).catch(() => ({}));
  const pools = await poolRows({ url: lab.apiUrl, headers }).catch(() => []);
  if (pools.length > 0) console.log(`\n${table(['POOL', 'NAME', 'STATUS', 'AGENT', 'HAPROXY'], pools)}`);

  async function poolRows(api: Api): Promise<string[][]> {
    const { pools: all } = await get<{ pools: PoolRow[] }>(api, '/v2.0/lb/pools');
    return await Promise.all(
      all.map(async ({ id, name, ...pool }) => {
        const reason = pool.status_description ? ` (${pool.status_description})` : '';
        return [id, name, `${pool.status}${reason}`, await agentOf(api, id), haproxyOf(lab.hosts, id)];
      }),
    );
  }
}

async function apiHealth(apiUrl: string): Promise<string> {
  try {
    const { status: code, body } = await requestApi(apiUrl, { method: 'GET', path: '/readyz' });
    return code === 200 ? 'ready' : `not ready (${code} ${JSON.stringify(body)})`;
  } catch (error) {
    return `down (${error instanceof Error ? error.message : String(error)})`;
  }
}

function hostRow({ name, kind, address = '', namespace, init }: HostDescription): string[] {
  return [name, kind, address, namespace, servicesOf(init).map(labelled).join(', ') || '-'];
}

const labelled = (entry: ProcessEntry): string => `${programName(entry.command)} (${entry.pid})`;

async function agentOf(api: Api, pool: string): Promise<string> {
  const path = `/v2.0/lb/pools/${pool}/loadbalancer-agent`;
  const { agent } = await get<{ agent?: { host: string } }>(api, path).catch(() => ({ agent: undefined }));
  return agent?.host ?? '-';
}

const haproxyOf = (hosts: readonly HostDescription[], device: string): string =>
  hosts
    .filter(({ kind }) => kind === 'agent')
    .flatMap(({ name, init }) => findHaproxies(init, device).map((pid) => `${name}/${pid}`))
    .join(', ') || '-';

async function get<T>({ url, headers }: Api, path: string): Promise<T> {
  const answer = await requestApi(url, { method: 'GET', path, headers });
  if (answer.status !== 200) throw new Error(`GET ${path} answers ${answer.status}`);
  return answer.body as T;
}
