import type { RowOf } from '../../persistence/index.ts';

/**
 * The life of a placement: the row that says what one agent is to run, or to take down, of one device. It moves only
 * through the functions and statements of this folder; a test holds that nothing else writes the table.
 *
 * | state    | wanted  | how it is known                                          | what happens next                      |
 * | -------- | ------- | -------------------------------------------------------- | -------------------------------------- |
 * | idle     | idle    | nothing to run, so nothing was ever sent (ADR 13)        | each change counts as shown at once    |
 * | unsent   | present | dispatched_generation = 0                                | due, unless it waits (../waits-sql.ts) |
 * | sent     | present | dispatched_generation > observed and failed generation   | a report, or it is overdue             |
 * | shown    | present | observed_generation >= dispatched_generation > 0         | due when the device has a newer one    |
 * | failed   | present | failed_generation >= dispatched > observed generation    | the agent goes on trying               |
 * | retiring | absent  | until its agent confirms that nothing is left            | an undeploy, again when it is overdue  |
 * | fenced   | absent  | retiring, and its lease had run out: nobody waits for it | an undeploy when its agent is back     |
 * | gone     |         | no row                                                   |                                        |
 *
 * | from           | transition (file)                           | to            | when                                    |
 * | -------------- | ------------------------------------------- | ------------- | --------------------------------------- |
 * | gone, retiring | insertPlacement (place.ts)                  | unsent, idle  | an agent is chosen                      |
 * | idle           | SHOW_IDLE (idle.ts)                         | idle          | the device is changed                   |
 * | idle           | startSending (idle.ts)                      | unsent        | the device gets something to run        |
 * | present, absent| MARK_SENT (send.ts)                         | sent, retiring| a server claims it                      |
 * | sent, retiring | returnClaim (send.ts)                       | unsent, retiring | the broker has not taken the message |
 * | any but gone   | applyReports (report.ts)                    | shown, failed | its agent reports                       |
 * | any present    | resetLost (report.ts)                       | unsent        | nothing runs there any more             |
 * | retiring       | confirmRemoved (report.ts)                  | gone          | its agent confirms                      |
 * | all of an agent| resendAll (resend.ts)                       | unsent        | the agent is disabled or enabled        |
 * | all of an agent| handOver (resend.ts)                        | unsent        | another installation takes its name     |
 * | idle           | retirePlacements, retireAllOn (retire.ts)   | gone          | the device or its agent is deleted, or  |
 * | any present    |                                             | retiring      | the device is placed elsewhere          |
 * | any but gone   | moveDevices (move.ts)                       | retiring; unsent, idle elsewhere | its agent is dead or   |
 * |                |                                             |               | drained, or an admin moves it           |
 * | fenced         | takeBack (move.ts)                          | unsent        | its agent is back and serves it still   |
 *
 * Never: a placement idle again once it was not (its agent may have something); two of one device that are not absent.
 * An epoch tells two placements of a device apart, also on the same agent, and a report counts for its own epoch only.
 */
export type Wanted = RowOf<'placements'>['wanted'];

/** Whether the device of a placement is to stay on that agent. A device has at most one such placement. */
export const isHeldSql = (placement: string): string => `${placement}.wanted <> 'absent'`;

type Columns = Readonly<Record<string, string>>;

/** What it takes to have a placement sent, or its end, as if nothing had been sent yet. */
export const UNSENT: Columns = {
  dispatched_generation: '0',
  dispatched_at: 'NULL',
  attempts: '0',
  not_before: 'clock_timestamp()',
  dispatch_reason: 'NULL',
};

/** What a placement is of which nothing has been reported. */
export const UNREPORTED: Columns = {
  observed_generation: '0',
  failed_generation: '0',
  error: 'NULL',
  how: 'NULL',
  duration_ms: 'NULL',
  reported_at: 'NULL',
  received_at: 'NULL',
};

/** An incident outlives the loss of a device, but neither another epoch's placement nor another installation. */
export const NO_INCIDENT: Columns = { incident_at: 'NULL', incident: 'NULL', incident_generation: 'NULL' };

/** What a placement is that no other host had before. */
export const NOT_MOVED: Columns = { fenced: 'false', moved_from: 'NULL', moved_why: 'NULL' };

/** The assignments of a SET. Of two that name one column the later counts. */
export const assign = (...columns: readonly Columns[]): string =>
  Object.entries(Object.assign({}, ...columns) as Columns)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
