import { closeSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { type Lab, startLoad } from '@lbaas/lab';
import { expect } from 'chai';
import { createBalancer, list, memberStatus, realised } from '../e2e/support/balancer.ts';
import { vipUrl } from '../e2e/support/client.ts';
import { agentOf } from './support/agent-host.ts';
import { PATIENT_MONITOR } from './support/chaos-lab.ts';
import { describeOnClusterLab } from './support/cluster-lab.ts';
import { Writer } from './support/writer.ts';

const SOON = { withinMs: 60_000, everyMs: 100 };
const FULL = 'the disk of the database is full';
const CHUNK = Buffer.alloc(1024 * 1024, 'x');
/** Of PostgreSQL's log: more than it keeps in stock. */
const SEGMENTS = 40;

const ballastOf = ({ postgres }: Lab): string => join(postgres.dataDir, 'ballast');

/** Not a byte is left. */
function fill(lab: Lab): void {
  const file = openSync(ballastOf(lab), 'w');
  try {
    for (let size = CHUNK.length; size >= 512;) {
      try {
        writeSync(file, CHUNK, 0, size);
      } catch {
        size /= 2;
      }
    }
  } finally {
    closeSync(file);
  }
  expect(statfsSync(lab.postgres.dataDir).bavail).to.equal(0);
}

const makeRoom = (lab: Lab): void => rmSync(ballastOf(lab), { force: true });

describeOnClusterLab({
  databaseDiskMiB: 192,
  durable: true,
  serverEnv: { LBAAS_AGENT_DOWN_AFTER: '4' },
  agentEnv: { LBAAS_HEARTBEAT_INTERVAL: '0.5' },
})('the disk of the database is full', (lab) => {
  const ready = async (): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${lab.apiUrl}/readyz`);
    return { status: answer.status, text: await answer.text() };
  };
  const logged = (words: string): number =>
    readFileSync(lab.server(1).logFile, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`"msg":"${words}`)).length;

  for (const panics of [false, true]) {
    it(`${panics ? 'so that PostgreSQL ends' : 'for its tables'}: writes are refused with the reason, nothing is lost`, async () => {
      const { pool, members, address } = await createBalancer(lab, { monitors: [PATIENT_MONITOR] });
      const agent = await agentOf(lab, pool.id);
      const [first] = members;
      const load = await startLoad(lab, vipUrl('http', address, 8080), 2, { pauseMs: 5 });
      const told = logged(FULL);
      const writer = new Writer(lab, (n) => [
        '/v2.0/lb/members',
        {
          member: {
            pool_id: pool.id,
            address: `10.0.9.${(n % 250) + 1}`,
            protocol_port: 9000 + n,
            weight: 0,
          },
        },
      ]).start();
      await writer.acknowledges(10_000);

      try {
        fill(lab);
        await eventually(() => expect(writer.refusals.join('\n')).to.include(FULL), SOON);
        await eventually(async () => {
          const { status, text } = await ready();
          expect(text).to.include(`"database":"${FULL}"`);
          expect(status).to.equal(503);
        }, SOON);
        expect((await lab.api('GET', '/v2.0/lb/members')).status).to.equal(200);
        if (panics) {
          await exhaustLog(lab);
          await eventually(async () => expect((await ready()).text).to.include('its disk was full'), SOON);
        }
        await lab.web(1).control({ status: 500 });
      } finally {
        makeRoom(lab);
        if (panics) {
          await lab.postgres.kill9();
          await lab.postgres.start();
        }
      }
      await writer.acknowledges(20_000);
      await writer.stop();
      await eventually(async () => expect((await ready()).status).to.equal(200), SOON);
      await eventually(
        async () => expect(await memberStatus(lab, first?.id ?? '')).to.equal('INACTIVE'),
        SOON,
      );
      await lab.web(1).control({ status: 200 });
      await eventually(async () => expect(await memberStatus(lab, first?.id ?? '')).to.equal('ACTIVE'), SOON);

      // What was refused says so, is not half there, and what was acknowledged is.
      expect(writer.refusals.filter((text) => !text.startsWith('503 '))).to.deep.equal([]);
      const ids = (await list(lab, '/v2.0/lb/members')).map(({ id }) => id);
      const known = [...writer.acknowledged, ...members.map(({ id }) => id)];
      expect(known.filter((id) => !ids.includes(id))).to.deep.equal([]);
      if (!panics) expect(ids.filter((id) => !known.includes(id))).to.deep.equal([]);
      await realised(lab, pool.id, SOON.withinMs);
      expect((await agentOf(lab, pool.id)).name).to.equal(agent.name);
      expect(logged(FULL) - told).to.be.greaterThan(0);
      expect(logged('the disk of the database has room again')).to.be.greaterThan(0);
      const { failures } = await load.stop();
      // The answers of the member until its checks have failed.
      expect(failures.filter((line) => !line.endsWith('status 500'))).to.deep.equal([]);
    });
  }
});

/** PostgreSQL writes its log until it needs a file that it cannot make, and ends: a PANIC. */
async function exhaustLog({ postgres }: Lab): Promise<void> {
  const statement = `SELECT pg_switch_wal(), pg_logical_emit_message(false, 'test', repeat('x', 100000))`;
  const writing = postgres.administer(Array.from({ length: SEGMENTS }, () => statement));
  const outcome = await writing.then(
    () => 'written',
    (error: Error) => error.message,
  );
  expect(outcome).to.not.equal('written');
  expect(readFileSync(join(postgres.socketDir, 'postgres.log'), 'utf8')).to.include('PANIC');
}
