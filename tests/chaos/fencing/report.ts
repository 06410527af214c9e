import { loadavg } from 'node:os';
import type { FencingCase } from './cases.ts';
import type { CaseReport, SubjectReport } from './run-case.ts';

/** Lines about one case: for each subject outages, who answered, and what the API made of it; then the verdict. */
export function linesOf({ id, title }: FencingCase, { subjects, complaints }: CaseReport): string[] {
  const load = loadavg()[0]?.toFixed(0) ?? '';
  const verdict = complaints.length === 0 ? 'one host at a time' : 'NOT AS IT MUST BE';
  return [
    `${id.padEnd(3)} ${title} (load ${load}): ${verdict}`,
    ...subjects.map(subjectLine),
    ...complaints.slice(0, MOST).map((words) => `      ! ${words}`),
  ];
}

const MOST = 40;

function subjectLine({ subject, outages: [fault, mend], hosts, account }: SubjectReport): string {
  const said =
    account === undefined
      ? 'no server'
      : [account.status, account.failover ?? account.description].filter((words) => words !== '').join(': ');
  const times = `${seconds(fault.ms)} (${fault.failed} failed), mended ${seconds(mend.ms)} (${mend.failed} failed)`;
  return `      ${subject.name.padEnd(11)} without answer ${times}; ${hosts.join(' -> ')}; ${said}`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** A row of the table for the documentation. */
export const rowOf = ({ id, title }: FencingCase, { subjects, complaints }: CaseReport): string =>
  `| ${[
    id,
    title,
    ...subjects.map(({ outages: [fault, mend] }) => `${seconds(fault.ms)} / ${seconds(mend.ms)}`),
    complaints.length === 0 ? 'yes' : 'no',
  ].join(' | ')} |`;
