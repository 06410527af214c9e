import { existsSync, readFileSync } from 'node:fs';
import type { Lab } from '@lbaas/lab';
import type { Lapse } from './fault.ts';
import type { StepTaken } from './findings.ts';
import type { Decision } from './timeline.ts';

interface Line {
  readonly at: number;
  readonly who: string;
  readonly level: number;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The lines of all servers and agents, by time. */
function linesOf(lab: Lab): Line[] {
  return [...lab.servers, ...lab.agents]
    .flatMap(({ name, logFile }) => textOf(logFile).flatMap((line) => parsed(name, line)))
    .sort((one, other) => one.at - other.at);
}

const textOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

function parsed(who: string, line: string): Line[] {
  try {
    // The cast: pino writes objects. What Node itself prints is no JSON; `surprises` finds it.
    const fields = JSON.parse(line) as Record<string, unknown>;
    const at = Date.parse(String(fields['time']));
    return [{ at, who, level: Number(fields['level']), msg: String(fields['msg']), fields }];
  } catch {
    return [];
  }
}

const TAKEN = new Set(['device reached', 'device not reached']);

/** The steps that agents took. */
export const stepsOf = (lab: Lab): StepTaken[] =>
  linesOf(lab)
    .filter(({ msg }) => TAKEN.has(msg))
    .flatMap(({ at, who: host, fields }) => {
      const steps = (fields['steps'] ?? []) as readonly { readonly step: string; readonly reason?: string }[];
      const device = String(fields['device']);
      return steps.map(({ step, reason }) => ({
        at,
        host,
        device,
        step: reason === undefined ? step : `${step}: ${reason}`,
      }));
    });

/** When agents noticed that the lease of their host had run out. */
export const lapsesOf = (lab: Lab): Lapse[] =>
  linesOf(lab)
    .filter(({ msg }) => msg.includes('lease has lapsed'))
    .map(({ at, who }) => ({ at, host: who }));

/** Of what is no warning: what moves devices, or lets them speak again. */
const NOTED = /lease|dead|brake|keeps|silent|failover|gone|let on|moved|back|connected|lost/;
const WARN = 40;

/** What programs noticed and decided, without the course of normal work. */
export const decisionsOf = (lab: Lab): Decision[] =>
  linesOf(lab)
    .filter(({ level, msg }) => (level >= WARN || NOTED.test(msg)) && !TAKEN.has(msg) && msg !== 'request')
    .map(({ at, who, msg, fields }) => ({ at, who, what: `${msg}${detailsOf(fields)}` }));

const DETAILS = ['device', 'agent', 'host', 'reason', 'err'];

const detailsOf = (fields: Readonly<Record<string, unknown>>): string =>
  DETAILS.filter((name) => fields[name] !== undefined)
    .map((name) => ` ${name}=${shorten(fields[name])}`)
    .join('');

function shorten(value: unknown): string {
  const text =
    typeof value === 'string' ? value : ((value as { message?: string }).message ?? JSON.stringify(value));
  return text.slice(0, 100);
}
