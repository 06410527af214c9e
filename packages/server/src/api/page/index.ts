export type { PageOptions } from './register-page.ts';
export { SESSION_PREFIX, registerPage } from './register-page.ts';
