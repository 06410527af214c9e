export { migrateCommand } from './migrate-command.ts';
export { serverItems } from './server-items.ts';
