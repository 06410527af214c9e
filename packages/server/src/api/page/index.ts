export type { PageOptions } from './register-page.ts';
export { registerPage } from './register-page.ts';
