export { seedDevice } from './seed.ts';
export { type TestDatabase, migratedDatabase, openTestDatabase } from './test-database.ts';
