import { appendFileSync, chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import pg from 'pg';
import { BASH } from '../hosts/bash.ts';
import { mustRun } from '../hosts/run-command.ts';
import type { Postgres } from './postgres.ts';

type Primary = Pick<Postgres, 'adminUrl' | 'dataDir' | 'socketDir'>;

const COPY_DEADLINE_MS = 60_000;
const FOLLOW_DEADLINE_MS = 30_000;

/**
 * Copies the data of a running primary, and has whoever is started on the copy follow it. The binaries of the
 * laboratory have no pg_basebackup. Files that vanish during the copy are of no use after the backup's end.
 */
export async function copyAsStandby(primary: Primary, dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const label = await asAdmin(primary.adminUrl, async (client) => {
    await client.query(`SELECT pg_backup_start('standby', true)`);
    const left = ['./postmaster.pid', './postmaster.opts', './standby.signal', './pg_replslot/*'];
    const excluded = left.map((name) => `--exclude=${name}`).join(' ');
    const copy = `tar -C "$0" ${excluded} --ignore-failed-read -cf - . | tar -C "$1" -xpf -`;
    await mustRun([...BASH, '-c', copy, primary.dataDir, dataDir], { deadlineMs: COPY_DEADLINE_MS });
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    return rows[0]?.labelfile ?? '';
  });
  const owner = statSync(primary.dataDir);
  const own = (file: string, text: string): void => {
    writeFileSync(file, text);
    chownSync(file, owner.uid, owner.gid);
  };
  own(join(dataDir, 'backup_label'), label);
  own(join(dataDir, 'standby.signal'), '');
  const follow = `primary_conninfo = 'host=${primary.socketDir} user=lbaas application_name=standby'`;
  // What comes last counts; the primary of the copy may have waited for standbys, and this one has none.
  appendFileSync(join(dataDir, 'postgresql.auto.conf'), `\n${follow}\nsynchronous_standby_names = ''\n`);
  chownSync(dataDir, owner.uid, owner.gid);
  chmodSync(dataDir, 0o700);
}

/** Whether a commit waits until a standby has taken it over: then what was acknowledged outlives the primary. */
export async function waitForStandbys(primary: Pick<Postgres, 'adminUrl'>, on: boolean): Promise<void> {
  await asAdmin(primary.adminUrl, async (client) => {
    if (on) await eventually(() => mustBeFollowed(client), { withinMs: FOLLOW_DEADLINE_MS });
    await client.query(`ALTER SYSTEM SET synchronous_standby_names = '${on ? '*' : ''}'`);
    await client.query('SELECT pg_reload_conf()');
  });
}

/** Makes a primary of a standby. */
export const promote = (standby: Pick<Postgres, 'adminUrl'>): Promise<void> =>
  asAdmin(standby.adminUrl, async (client) => void (await client.query('SELECT pg_promote()')));

async function mustBeFollowed(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`SELECT FROM pg_stat_replication WHERE state = 'streaming'`);
  if (rows.length === 0) throw new Error('no standby follows');
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
