export { FailoverKeeper } from './failover-keeper.ts';
