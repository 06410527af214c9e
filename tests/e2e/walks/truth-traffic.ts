import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { vipUrl } from '../support/client.ts';
import {
  type Member,
  type Pool,
  type Project,
  type Vip,
  type World,
  answerOf,
  isHealthy,
  nameOf,
} from './model.ts';

const REQUESTS = 12;

interface Reply {
  readonly status: number;
  readonly by: string | undefined;
  readonly cookie: string | undefined;
}

/** Requests on separate connections, one after another. */
async function ask(lab: Lab, url: string, count: number, cookie?: string): Promise<Reply[]> {
  const script = `curl -skg --http1.1 --connect-timeout 2 --max-time 6 -H 'Connection: close' ${cookie === undefined ? '' : `-H 'Cookie: ${cookie}'`} \
    -D - -w 'END %{http_code}\n' ${Array.from({ length: count }, () => `-o /dev/null '${url}'`).join(' ')}`;
  const { stdout } = await lab.exec('client', ['bash', '--norc', '-c', script], { deadlineMs: 120_000 });
  const replies = stdout
    .split(/(?<=END \d{3})\n/)
    .filter((text) => text.includes('END'))
    .map((text) => ({
      status: Number(/END (\d+)/.exec(text)?.[1]),
      by: /x-served-by: (\S+)/i.exec(text)?.[1],
      cookie: /set-cookie: ([^;\s]+)/i.exec(text)?.[1],
    }));
  expect(replies.length, stdout).to.equal(count);
  return replies;
}

/** The answers of a VIP are those that the model expects of its members. */
export async function checkVip(
  lab: Lab,
  world: World,
  project: Project,
  vip: Vip,
  isServed: boolean,
): Promise<void> {
  const pool = project.pools.get(vip.pool_id) as Pool;
  const url = vipUrl(pool.protocol === 'HTTPS' ? 'https' : 'http', vip.address, vip.protocol_port);
  const isUp = isServed && vip.admin_state_up;
  const replies = await ask(lab, url, isUp ? REQUESTS : 1);
  world.connections.set(pool.id, (world.connections.get(pool.id) ?? 0) + replies.length);
  const members = project.membersOf(pool.id);
  const about = JSON.stringify({
    url,
    isServed,
    vip,
    pool,
    members,
    webs: world.webs,
    monitors: project.monitorsOf(pool.id),
    replies,
  });
  if (!isUp)
    return void expect(
      replies.map(({ status }) => status),
      about,
    ).to.deep.equal([0]);
  if (vip.connection_limit === 0) {
    for (const { status } of replies) expect(status, about).to.not.equal(200);
    return;
  }
  const candidates = members.filter((member) => member.admin_state_up && isHealthy(world, project, member));
  await checkReplies({ lab, world, vip, pool, url, candidates, replies, about });
}

interface Look {
  readonly lab: Lab;
  readonly world: World;
  readonly vip: Vip;
  readonly pool: Pool;
  readonly url: string;
  readonly candidates: readonly Member[];
  readonly replies: readonly Reply[];
  readonly about: string;
}

async function checkReplies(look: Look): Promise<void> {
  const { world, pool, vip, candidates, replies, about } = look;
  const nobody = pool.protocol === 'HTTP' ? 503 : 0;
  const persistence = vip.session_persistence?.type;
  const weighted = candidates.filter(({ weight }) => weight > 0);
  const eligible = persistence === 'SOURCE_IP' && weighted.length > 0 ? candidates : weighted;
  if (
    !pool.admin_state_up ||
    candidates.length === 0 ||
    (weighted.length === 0 && persistence !== 'SOURCE_IP')
  ) {
    return void expect(
      replies.map(({ status }) => status),
      about,
    ).to.deep.equal(replies.map(() => nobody));
  }
  if (weighted.length === 0) return;
  const good = eligible.filter((member) => answerOf(world, member, pool.protocol) !== undefined);
  const names = good.map(({ address }) => nameOf(address));
  for (const { by, status } of replies) {
    if (by === undefined) continue;
    expect(names, about).to.include(by);
    expect(status, about).to.equal(world.webs[Number(by.at(-1)) - 1]?.status);
  }
  if (good.length < eligible.length) return;
  for (const { by } of replies) expect(by, about).to.not.equal(undefined);
  await checkShares(look, weighted);
}

async function checkShares(
  { lab, world, vip, pool, url, replies, about }: Look,
  weighted: readonly Member[],
): Promise<void> {
  const persistence = vip.session_persistence?.type;
  if (persistence === 'SOURCE_IP' || pool.lb_method === 'SOURCE_IP') {
    expect(new Set(replies.map(({ by }) => by)).size, about).to.equal(1);
  } else if (pool.lb_method === 'ROUND_ROBIN') {
    const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
    for (const { address, weight } of weighted) {
      const count = replies.filter(({ by }) => by === nameOf(address)).length;
      expect(count, `share of ${address}: ${about}`).to.be.closeTo((replies.length * weight) / total, 2);
    }
  }
  if (persistence === 'HTTP_COOKIE') {
    const first = replies[0] as Reply;
    expect(first.cookie, about).to.not.equal(undefined);
    const again = await ask(lab, url, 3, first.cookie);
    world.connections.set(pool.id, (world.connections.get(pool.id) ?? 0) + again.length);
    for (const { by } of again)
      expect(by, `with the cookie ${JSON.stringify(again)} ${about}`).to.equal(first.by);
  }
}

/**
 * An address that nobody has does not answer. Checked with retries, because a deleted object has no status to wait
 * for.
 */
export async function checkSilent(lab: Lab, address: string): Promise<void> {
  await eventually(
    async () => {
      const { code } = await lab.exec('client', ['ping', '-c', '1', '-W', '1', address]);
      expect(code, `ping ${address}`).to.not.equal(0);
    },
    { withinMs: 60_000, everyMs: 100 },
  );
}
