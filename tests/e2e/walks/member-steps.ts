import type { Dice } from '../../api/races/dice.ts';
import { type Family, type Member, type Pool, WEB_PORTS } from './model.ts';
import { type Maker, MEMBERS, POOLS, about, any, when } from './step.ts';

const HOSTS: Readonly<Record<Family, readonly string[]>> = {
  4: ['10.0.0.11', '10.0.0.12'],
  6: ['fd00:10::11', 'fd00:10::12'],
};
const NOBODY: Readonly<Record<Family, string>> = { 4: '10.0.0.13', 6: 'fd00:10::13' };

function newMember({ family, protocol, id }: Pool, dice: Dice): Omit<Member, 'id'> {
  const address = dice.chance(0.93) ? dice.pick(HOSTS[family]) : NOBODY[family];
  const protocol_port = dice.chance(0.9) ? WEB_PORTS[protocol] : dice.pick([8080, 8443, 8081]);
  const weight = dice.pick([1, 1, 1, 2, 3, 0, 256]);
  return { pool_id: id, address, protocol_port, weight, admin_state_up: !dice.chance(0.1) };
}

const endpoint = ({ pool_id, address, protocol_port }: Omit<Member, 'id'>): string =>
  `${pool_id} ${address} ${protocol_port}`;

export const createMembers: Maker = about(POOLS, (pool, { project, dice }) => {
  const members = Array.from({ length: dice.pick([1, 1, 2, 3]) }, () => newMember(pool, dice));
  const taken = new Set(project.membersOf(pool.id).map(endpoint));
  const isDouble = members.some((one, index) => {
    const before = members.slice(0, index).map(endpoint);
    return taken.has(endpoint(one)) || before.includes(endpoint(one));
  });
  return {
    method: 'POST',
    path: '/v2.0/lb/members',
    body: members.length === 1 ? { member: members[0] } : { members },
    refusals: when(isDouble, 'MemberExists'),
    touches: members.map(endpoint),
    uses: [pool.id],
    done: (answer) => {
      const created = (Array.isArray(answer) ? answer : [answer]) as Member[];
      created.forEach(({ id }, index) =>
        project.members.set(id, { id, ...(members[index] as Omit<Member, 'id'>) }),
      );
    },
  };
});

export const changeMember: Maker = about(MEMBERS, (member, { dice }) => {
  const change = dice.pick<Partial<Member>>([
    { weight: dice.pick([0, 1, 2, 3, 256]) },
    { admin_state_up: !member.admin_state_up },
    { admin_state_up: true, weight: 1 },
  ]);
  return {
    method: 'PUT',
    path: `/v2.0/lb/members/${member.id}`,
    body: { member: change },
    refusals: [],
    touches: [member.id],
    uses: [member.pool_id],
    done: () => Object.assign(member, change),
  };
});

export const moveMember: Maker = ({ project, dice }) => {
  const member = any(dice, project.members.values());
  const from = member && project.pools.get(member.pool_id);
  const to =
    from &&
    any(
      dice,
      [...project.pools.values()].filter(({ family }) => family === from.family),
    );
  if (member === undefined || to === undefined || to === from) return undefined;
  const change = { pool_id: to.id, ...(dice.chance(0.3) ? { weight: 2 } : {}) };
  const place = endpoint({ ...member, pool_id: to.id });
  return {
    method: 'PUT',
    path: `/v2.0/lb/members/${member.id}`,
    body: { member: change },
    refusals: when(project.membersOf(to.id).map(endpoint).includes(place), 'MemberExists'),
    touches: [member.id, place, endpoint(member)],
    uses: [member.pool_id, to.id],
    done: () => Object.assign(member, change),
  };
};

export const deleteMember: Maker = about(MEMBERS, (member, { project }) => {
  return {
    method: 'DELETE',
    path: `/v2.0/lb/members/${member.id}`,
    refusals: [],
    touches: [member.id, endpoint(member)],
    done: () => {
      project.members.delete(member.id);
      project.gone.push(`members/${member.id}`);
    },
  };
});
