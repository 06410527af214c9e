import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { changesOfAgents } from '@lbaas/server/testing';
import { Dice } from '../races/dice.ts';
import type { EventListener, HeardEvent } from '../support/event-listener.ts';
import type { Thing } from '../support/lbaas-v1-client.ts';
import { associate, memberOf, newMember, newMonitor, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { shown, useEventServers } from '../support/use-event-servers.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const ROUNDS = Number(process.env['LB_COPY_ROUNDS'] ?? 3);
const CHANGES = 60;
/** As the fixture has it. */
const AGENT_DOWN_AFTER_S = 30;
const COLLECTIONS = ['pools', 'vips', 'members', 'health_monitors'] as const;

/** An object as statuses go: what it shows of them, without the seconds for which an agent has been silent. */
type Shown = Readonly<Record<string, unknown>>;

/** In one transaction, as servers do it. */
const REPORT = `
WITH reported AS (
  UPDATE placements SET observed_generation = $2, failed_generation = $3, error = $4
  WHERE device_id = $1 AND wanted = 'present' RETURNING device_id
)
UPDATE devices d SET realized_generation = greatest(d.realized_generation, $2) FROM reported WHERE d.id = reported.device_id`;

function statusOf(object: Shown): string {
  const { status, status_description, health_monitors_status, pools } = object;
  const seen = JSON.stringify({ status, status_description, health_monitors_status, pools });
  return seen.replaceAll(/for \d+ s/g, 'for a while');
}

describe('a copy that is kept by events', function () {
  this.timeout(120_000);
  const api = useLbaasApi({ agent: {} });
  const streams = useEventServers(api);
  let pool: Thing;
  let members: Thing[];

  async function setUp(): Promise<void> {
    await api.query('UPDATE agents SET admin_state_up = true');
    pool = await newPool(api);
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    members = [await newMember(api, pool.id, '10.1.0.41'), await newMember(api, pool.id, '10.1.0.42')];
  }

  const onPlacement = (set: string, params: readonly unknown[] = []) =>
    api.query(`UPDATE placements p SET ${set} WHERE p.device_id = $1 AND p.wanted = 'present'`, [
      pool.id,
      ...params,
    ]);

  /** What servers and agents write, one at a time, as the statements of the server leave it. */
  function change(dice: Dice): Promise<unknown> {
    const member = dice.pick(members);
    const changes: (() => Promise<unknown>)[] = [
      () => report(0, null),
      () => report(1, dice.pick(['no such file', 'no room'])),
      () => report(dice.below(3), null),
      () => onPlacement('observed_generation = greatest(p.observed_generation - 1, 0)'),
      () => onPlacement('dispatch_reason = $2', [dice.pick([null, 'the broker is away'])]),
      () =>
        onPlacement(
          `incident_at = now() - $2 * interval '1 s', incident = 'it was killed', incident_generation = p.observed_generation`,
          [dice.pick([1, 2, 3])],
        ),
      () => onPlacement('incident_at = NULL, incident = NULL, incident_generation = NULL'),
      () => move(),
      () => health(member.id, dice.pick(['up', 'down', 'down']), dice.pick(['L4TOUT', 'L7STS/500'])),
      () => (dice.chance(0.5) ? api.agents.beat() : fallSilent()),
      () => api.query('UPDATE agents SET admin_state_up = $1', [dice.chance(0.5)]),
      () => recordAgents(),
      () => api.one.put(`/lb/members/${member.id}`, { member: { weight: dice.pick([0, 0, 2, 3]) } }),
      () => api.one.put(`/lb/members/${member.id}`, { member: { admin_state_up: dice.chance(0.5) } }),
      () => api.one.put(`/lb/pools/${pool.id}`, { pool: { admin_state_up: dice.chance(0.7) } }),
      () => vip(),
      () => vipState(dice.chance(0.5)),
      () => (members.length < 2 ? come() : leave(member)),
    ];
    return dice.pick(changes)();
  }

  async function report(behind: number, error: string | null): Promise<void> {
    const generation = await api.generationOf(pool.id);
    const failed = error === null ? 0 : generation;
    await api.query(REPORT, [pool.id, generation - behind, failed, error]);
  }

  /** The agents as they are now have been recorded, as servers do it each second. */
  const recordAgents = () => api.query(changesOfAgents(AGENT_DOWN_AFTER_S).sql, [AGENT_DOWN_AFTER_S, 1000]);

  /** Which takes longer than the second after which agents are recorded. */
  async function fallSilent(): Promise<void> {
    await recordAgents();
    await api.agents.silence(90);
  }

  /** Away from the agent for a moment, with a reason, and back as the next epoch. */
  async function move(): Promise<void> {
    await api.query('DELETE FROM placements WHERE device_id = $1', [pool.id]);
    await api.query(`UPDATE devices SET placement_reason = 'no agent is there' WHERE id = $1`, [pool.id]);
    await api.query(
      `WITH placed AS (
         UPDATE devices SET epoch = epoch + 1, placement_reason = NULL WHERE id = $1 RETURNING id, epoch
       )
       INSERT INTO placements (device_id, agent_id, epoch, wanted)
       SELECT placed.id, a.id, placed.epoch, 'present' FROM placed, (SELECT id FROM agents LIMIT 1) a`,
      [pool.id],
    );
  }

  const health = (id: string, says: string, check: string) =>
    api.query(
      `INSERT INTO member_health AS old (member_id, epoch, health, check_text, changed_at, reported_at)
       SELECT $1, p.epoch, $3, $4, now(), now() FROM placements p WHERE p.device_id = $2
       ON CONFLICT (member_id) DO UPDATE SET health = EXCLUDED.health, epoch = EXCLUDED.epoch,
         check_text = EXCLUDED.check_text`,
      [id, pool.id, says, check],
    );

  async function vip(): Promise<void> {
    const [existing] = await api.query<{ id: string }>(
      'SELECT id FROM listeners WHERE default_pool_id = $1',
      [pool.id],
    );
    if (existing === undefined) await newVip(api, pool.id);
    else await api.one.delete(`/lb/vips/${existing.id}`);
  }

  let comers = 0;
  async function come(): Promise<void> {
    comers += 1;
    members = [...members, await newMember(api, pool.id, `10.1.1.${comers % 250}`)];
  }
  async function leave({ id }: Thing): Promise<void> {
    members = members.filter((member) => member.id !== id);
    await api.one.delete(`/lb/members/${id}`);
  }

  const vipState = async (up: boolean): Promise<void> => {
    for (const { id } of await api.query<{ id: string }>('SELECT id FROM listeners')) {
      await api.one.put(`/lb/vips/${id}`, { vip: { admin_state_up: up } });
    }
  };

  async function list(): Promise<Map<string, string>> {
    const copy = new Map<string, string>();
    for (const collection of COLLECTIONS) {
      const answer = await api.one.get(`/lb/${collection}`);
      for (const object of answer.body[collection] as readonly Shown[])
        copy.set(String(object['id']), statusOf(object));
    }
    return copy;
  }

  function apply(copy: Map<string, string>, events: readonly HeardEvent[]): void {
    for (const event of events) {
      if (event.data.action === 'delete') copy.delete(event.data.id);
      // The cast: whatever is not deleted comes with its object.
      else copy.set(event.data.id, statusOf(shown(event) as Shown));
    }
  }

  /** All that was recorded has been heard when what comes after it has. */
  async function hearAll(listeners: readonly EventListener[]): Promise<(readonly HeardEvent[])[]> {
    const last = await newMonitor(api);
    for (const { heard } of listeners) {
      await eventually(() => expect(heard.at(-1)?.data.id).to.equal(last.id), { withinMs: 30_000 });
    }
    return listeners.map(({ heard }) => heard.splice(0));
  }

  async function afterChanges(seed: number): Promise<void> {
    const dice = new Dice(seed);
    await setUp();
    await recordAgents();
    const steady = await streams.listen();
    const restless = await streams.listen(undefined, memberOf('one'), streams.other);
    await eventually(() => expect([steady.lastId, restless.lastId]).to.not.include(''), { withinMs: 30_000 });
    const [copy, resumed] = [await list(), await list()];
    for (let left = CHANGES / 2; left > 0; left -= 1) await change(dice);
    restless.close();
    // What is on its way when the connection ends counts up to its last id.
    apply(
      resumed,
      restless.heard.slice(0, restless.heard.findLastIndex(({ id }) => id === restless.lastId) + 1),
    );
    await recordAgents();
    const listed = await list();
    for (let left = CHANGES / 2; left > 0; left -= 1) await change(dice);
    await recordAgents();

    const headers = { ...memberOf('one'), 'last-event-id': restless.lastId };
    const again = await streams.listen(undefined, headers, streams.server);
    const [heard = [], caughtUp = []] = await hearAll([steady, again]);
    apply(copy, heard);
    apply(resumed, caughtUp);
    // A copy that was listed in between, with the events since the connection was lost.
    apply(listed, caughtUp);
    const now = await list();
    for (const kept of [copy, resumed, listed])
      expect(sorted(kept), `seed ${seed}`).to.deep.equal(sorted(now));
  }

  const sorted = (copy: ReadonlyMap<string, string>) => [...copy].toSorted(([a], [b]) => a.localeCompare(b));

  const first = Number(process.env['LB_COPY_SEED'] ?? Math.trunc(Math.random() * 1_000_000));
  for (let round = 0; round < ROUNDS; round += 1) {
    it(`says of every object what GET says, on one server and resumed on another (${round + 1})`, () =>
      afterChanges(first + round));
  }
});
