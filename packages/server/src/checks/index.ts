export { serverItems } from './server-items.ts';
