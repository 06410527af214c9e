import { eventually } from '@lbaas/common/runtime';
import { type LabAgent, startProbes } from '@lbaas/lab';
import { expect } from 'chai';
import { type AddressJudge, historyOf, inWords } from '../support/address-judge.ts';
import { Capture } from '../support/capture.ts';
import type { Expectation, FencingCase } from './cases.ts';
import { type Outage, longestOutage } from './outage.ts';
import { SOON, type Site } from './site.ts';
import type { Account, Subject } from './subject.ts';

export interface SubjectReport {
  readonly subject: Subject;
  /** While the fault lasted, and from the moment on when it was mended. */
  readonly outages: readonly [Outage, Outage];
  /** Who answered, one after the other. */
  readonly hosts: readonly string[];
  /** What the API showed before the fault was mended; undefined where no server was up. */
  readonly account: Account | undefined;
}

export interface CaseReport {
  readonly subjects: readonly SubjectReport[];
  /** What the judge and the order of the hosts have against it, in words. */
  readonly complaints: readonly string[];
}

const EVERY_MS = 40;
/** So many frames of a host are no accident. */
const FRAMES = 40;

/** Runs a case with clients that never stop and a capture of all that is answered. */
export async function runCase(
  site: Site,
  one: FencingCase,
  victims: readonly LabAgent[],
): Promise<CaseReport> {
  const { lab, subjects } = site;
  await site.gatherOn(victims);
  const capture = await Capture.start(lab);
  const probes = await startProbes(lab, { urls: subjects.map(({ url }) => url), everyMs: EVERY_MS });
  try {
    await answered(capture, subjects, (host) => isOne(victims, host));
    const struckMs = Date.now();
    await one.strike({ site, victims });
    if (one.expects === 'moves') await answered(capture, subjects, (host) => !isOne(victims, host));
    await one.seen?.({ site, victims });
    const accounts = lab.server().running ? await eventually(() => site.accounts(), SOON) : [];
    const mendedMs = Date.now();
    await one.mend({ site, victims });
    await site.atRest();
    await moreFrames(capture, subjects);
    const endedMs = Date.now();
    const results = await probes.stop();
    const judge = await capture.stop();
    const reports = subjects.map((subject, index) => {
      const asked = results.find(({ url }) => url === subject.url)?.probes ?? [];
      return {
        subject,
        outages: [longestOutage(asked, struckMs, mendedMs), longestOutage(asked, mendedMs, endedMs)] as const,
        hosts: judge.tenuresOf(subject.address, networkOf(judge, subject)).map(({ host }) => host),
        account: accounts[index],
      };
    });
    return { subjects: reports, complaints: complaintsOf(judge, reports, one.expects, victims) };
  } catch (error) {
    await Promise.allSettled([probes.stop(), capture.stop()]);
    throw error;
  }
}

const isOne = (agents: readonly LabAgent[], host: string | undefined): boolean =>
  agents.some(({ name }) => name === host);

/** Where the client hears it first. */
const networkOf = (judge: AddressJudge, { address }: Subject): string | undefined =>
  judge.tenuresOf(address)[0]?.network;

function answered(
  capture: Capture,
  subjects: readonly Subject[],
  isRight: (host: string | undefined) => boolean,
): Promise<void> {
  return eventually(() => {
    for (const { name, address } of subjects) {
      const last = capture.judge.tenuresOf(address).at(-1);
      expect(isRight(last?.host) && (last?.frames ?? 0) >= FRAMES, `${name}: ${last?.host}`).to.equal(true);
    }
  }, SOON);
}

async function moreFrames(capture: Capture, subjects: readonly Subject[]): Promise<void> {
  const count = ({ address }: Subject): number => capture.judge.tenuresOf(address).at(-1)?.frames ?? 0;
  const before = subjects.map(count);
  await eventually(() => {
    for (const [index, subject] of subjects.entries())
      expect(count(subject)).to.be.at.least((before[index] ?? 0) + FRAMES);
  }, SOON);
}

function complaintsOf(
  judge: AddressJudge,
  reports: readonly Pick<SubjectReport, 'subject' | 'hosts'>[],
  expects: Expectation,
  victims: readonly LabAgent[],
): string[] {
  const order = reports.flatMap(({ subject: { name }, hosts: [first, ...next] }) => {
    const isAsExpected =
      isOne(victims, first) && next.length === (expects === 'moves' ? 1 : 0) && !isOne(victims, next[0]);
    return isAsExpected ? [] : [`${name} was answered for by ${[first, ...next].join(', then ')}`];
  });
  const [first] = judge.conflicts;
  const history = first === undefined ? [] : historyOf(first).map((words) => `before the first: ${words}`);
  return [...judge.conflicts.map(inWords), ...history, ...order];
}
