/** How the client reaches the server: directly by its address, or through a login and the catalog. */
export const MODES = ['without Keystone', 'with Keystone'] as const;
export type Mode = (typeof MODES)[number];

/** Who runs the commands. Without Keystone everybody is an admin. */
export type Role = 'member' | 'admin';

let mode: Mode = MODES[0];
let role: Role = 'member';

export const currentMode = (): Mode => mode;
export const currentRole = (): Role => role;

/** Tests run one after the other, so what is current is one thing. */
export const become = (each: Mode, as: Role): void => {
  [mode, role] = [each, as];
};

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
