export const status = {
  ACTIVE: 'Active',
  INACTIVE: 'Inactive',
  DOWN: 'Down',
  ERROR: 'Error',
  PENDING_CREATE: 'Being created',
  PENDING_UPDATE: 'Being updated',
  PENDING_DELETE: 'Being deleted',
  degraded: 'Degraded',
  disabled: 'Disabled',
  why: (name: string) => `Why is ${name} in this state`,
};
