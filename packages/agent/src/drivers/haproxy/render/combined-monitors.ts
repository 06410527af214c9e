import type { Check } from './render-monitor.ts';
import type { Line, Section } from './config-text.ts';
import type { HaproxyTuning } from '../model/types.ts';

/**
 * Several monitors of a pool give one verdict inside HAProxy, so that it works while the agent is away (ADR 20): one
 * backend per monitor checks the members, and the pool's own servers ask a local frontend, which answers 503 while a
 * monitor has the member down.
 */
export interface CombinedMember {
  readonly pool: string;
  readonly member: string;
  /** The backends that check it. */
  readonly backends: readonly string[];
}

/**
 * Connections of the process that clients cannot take, so that members are still judged while clients have all of
 * theirs. A question holds one for some 50 us.
 */
export const RESERVED_CONNECTIONS = 100;

/** A member asks one more question per millisecond at most: a thousand of them cost 10 % of a core. */
const MEMBERS_PER_MS = 1;
const MIN_AGAIN_MS = 100;

/** Questions that may wait for the frontend: what Linux allows (net.core.somaxconn), instead of its `maxconn`. */
const BACKLOG = 4_096;

/**
 * No answer is no verdict. The local frontend answers within microseconds or, in a process that gets no CPU, late: a
 * process that answers nothing for 10 s is replaced, so 30 s pass only where no verdict would help. A connection that
 * waits longer than `inter` to be noticed does count, and so does one that finds no room in the backlog, where all
 * questions meet that came due while the process had no CPU. Hence a second question before a member is down, when
 * those have been answered: 10,000 take less than a second.
 */
export function combinedCheck(address: string, members: number, tuning: HaproxyTuning): Check {
  const interMs = Math.max(tuning.combineIntervalMs, Math.ceil(members / MEMBERS_PER_MS));
  const againMs = Math.max(MIN_AGAIN_MS, Math.ceil(interMs / 10));
  return {
    lines: [
      ['timeout', 'check', '30s'],
      ['option', 'httpchk'],
      ['http-check', 'connect', 'addr', address],
      ['http-check', 'send', 'meth', 'GET', 'uri-lf', '/%[be_name]/%[srv_name]'],
      ['http-check', 'expect', 'status', '200'],
    ],
    serverArgs: ['check', 'inter', `${interMs}ms`, 'fastinter', `${againMs}ms`, 'fall', '2', 'rise', '1'],
    dynamic: false,
  };
}

/** Last digits of a member's id by which questions are divided, and where they are in a path of two ids. */
const DIGITS = 2;
const PATH_LENGTH = 2 * (1 + 36);

const pathOf = ({ pool, member }: CombinedMember): string => `/${pool}/${member}`;

/**
 * The frontend that is asked. It leaves a question to one of up to 256 backends, by the last two digits of the member's
 * id, which are random: a question meets the rules of 1/256 of the members and not of all.
 */
export function combineSections(address: string, members: readonly CombinedMember[]): Section[] {
  const frontend: Section = {
    header: ['frontend', 'monitors'],
    lines: [
      ['mode', 'http'],
      ['bind', address],
      ['backlog', BACKLOG],
      ['use_backend', `monitors.%[path,bytes(${PATH_LENGTH - DIGITS},${DIGITS})]`],
    ],
  };
  const answers = [...byDigits(members)].map(([digits, some]) => answerSection(digits, some));
  return [frontend, ...answers.toSorted((a, b) => (String(a.header) < String(b.header) ? -1 : 1))];
}

function byDigits(members: readonly CombinedMember[]): Map<string, CombinedMember[]> {
  const groups = new Map<string, CombinedMember[]>();
  for (const asked of members) {
    const digits = asked.member.slice(-DIGITS);
    const group = groups.get(digits) ?? [];
    group.push(asked);
    groups.set(digits, group);
  }
  return groups;
}

const answerSection = (digits: string, members: readonly CombinedMember[]): Section => ({
  header: ['backend', `monitors.${digits}`],
  lines: [['mode', 'http'], ...members.flatMap(refusals), ['http-request', 'return', 'status', 200]],
});

/** One condition a line, because a line of HAProxy holds 64 words and a pool any number of monitors. */
function refusals(asked: CombinedMember): Line[] {
  const path = ['{', 'path', '-m', 'str', pathOf(asked), '}'];
  return asked.backends.map((backend) => {
    const down = ['!{', `srv_is_up(${backend}/${asked.member})`, '}'];
    return ['http-request', 'return', 'status', '503', 'if', ...path, ...down];
  });
}
