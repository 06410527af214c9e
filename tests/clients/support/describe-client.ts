import { type Lack, describeUnless, lackOfNeutron } from '@lbaas/lab';
import { type ClientLab, useClientLab } from './client-lab.ts';
import { type Mode, MODES, type Role, become } from './client-mode.ts';

type Body = (clients: ClientLab) => void;

/** A suite runs in one of the modes, half of them in each; with LB_CLIENT_MODES=all in every mode. */
const modesOf = (title: string): readonly Mode[] =>
  process.env['LB_CLIENT_MODES'] === 'all'
    ? MODES
    : MODES.filter((_, index) => title.length % MODES.length === index);

/** The tests of `body` with the neutron command, in the role. */
export function describeClient(title: string, as: Role, body: Body): void {
  for (const each of modesOf(title)) describeInMode(each, `${title} (${each})`, as, body);
}

/** The tests of `body` with the neutron command, in one mode only. */
export function describeInMode(mode: Mode, title: string, role: Role, body: Body): void {
  describeAs({ lack: lackOfNeutron(), title, mode, role }, body);
}

/** The tests of `body` with another client, which every distribution has. */
export function describeOtherClient(title: string, as: Role, body: Body): void {
  for (const each of modesOf(title)) describeOtherClientInMode(each, `${title} (${each})`, as, body);
}

/** The tests of `body` with another client, in one mode only. */
export function describeOtherClientInMode(mode: Mode, title: string, role: Role, body: Body): void {
  describeAs({ lack: undefined, title, mode, role }, body);
}

interface Circumstances {
  readonly lack: Lack;
  readonly title: string;
  readonly mode: Mode;
  readonly role: Role;
}

function describeAs({ lack, title, mode, role }: Circumstances, body: Body): void {
  describeUnless(lack, describe)(title, function () {
    this.timeout(180_000);
    before(() => become(mode, role));
    body(useClientLab(mode));
  });
}
