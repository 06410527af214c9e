import { type ClientLab, useClientLab } from './client-lab.ts';
import { type Mode, MODES, type Role, become } from './client-mode.ts';

type Body = (clients: ClientLab) => void;

/** The tests of `body`, once in every mode, in the role. */
export function describeClient(title: string, as: Role, body: Body): void {
  for (const each of MODES) describeInMode(each, `${title} (${each})`, as, body);
}

/** The tests of `body` in one mode only. */
export function describeInMode(each: Mode, title: string, as: Role, body: Body): void {
  describe(title, function () {
    this.timeout(180_000);
    before(() => become(each, as));
    body(useClientLab(each));
  });
}
