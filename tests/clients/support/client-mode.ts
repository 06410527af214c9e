import { type Lack, describeUnless, lackOfNeutron } from '@lbaas/lab';

/** How the client gets to the server: straight to its address, or through a login and the catalog. */
export const MODES = ['without Keystone', 'with Keystone'] as const;
export type Mode = (typeof MODES)[number];

/** Who runs the commands. Without Keystone everybody is an admin. */
export type Role = 'member' | 'admin';

let mode: Mode = MODES[0];
let role: Role = 'member';

export const currentMode = (): Mode => mode;
export const currentRole = (): Role => role;

/** The tests of `body` with the neutron command, once in every mode, in the role. */
export function describeClient(title: string, as: Role, body: () => void): void {
  for (const each of MODES) describeInMode(each, `${title} (${each})`, as, body);
}

/** The tests of `body` with the neutron command, in one mode only. */
export function describeInMode(each: Mode, title: string, as: Role, body: () => void): void {
  describeAs({ lack: lackOfNeutron(), title, mode: each, role: as }, body);
}

/** The tests of `body` with another client, which every distribution has, once in every mode. */
export function describeOtherClient(title: string, as: Role, body: () => void): void {
  for (const each of MODES) describeOtherClientInMode(each, `${title} (${each})`, as, body);
}

/** The tests of `body` with another client, in one mode only. */
export function describeOtherClientInMode(each: Mode, title: string, as: Role, body: () => void): void {
  describeAs({ lack: undefined, title, mode: each, role: as }, body);
}

interface Circumstances {
  readonly lack: Lack;
  readonly title: string;
  readonly mode: Mode;
  readonly role: Role;
}

/** Tests run one after the other, so what is current is one thing. */
function describeAs({ lack, title, ...current }: Circumstances, body: () => void): void {
  describeUnless(lack, describe)(title, function () {
    this.timeout(180_000);
    before(() => {
      ({ mode, role } = current);
    });
    body();
  });
}

/** A test whose commands only an admin may run. */
export function itAsAdmin(title: string, test: () => Promise<void>): void {
  it(title, asAdmin(test));
}

/** Work whose commands only an admin may run. */
export const asAdmin =
  <T>(work: () => Promise<T>) =>
  async (): Promise<T> => {
    const before = role;
    role = 'admin';
    try {
      return await work();
    } finally {
      role = before;
    }
  };
