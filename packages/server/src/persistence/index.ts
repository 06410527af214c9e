export { createDataSource } from './data-source.ts';
export { ConstraintViolation, DatabaseUnavailable, StaleRead } from './database-errors.ts';
export { bumpGeneration, bumpGenerations } from './generation.ts';
export { migrate } from './migrate.ts';
export type { Pool, PoolOptions } from './pool.ts';
export { connectionSettings, createPool } from './pool.ts';
export type { QueryOptions, Tx, UnitOfWorkOptions } from './unit-of-work.ts';
export { UnitOfWork } from './unit-of-work.ts';
