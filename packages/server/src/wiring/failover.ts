import type { Lifecycle } from '@lbaas/common/runtime';
import { CLOCK, CONNECTION, LOGGER, METRICS, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { FailoverKeeper } from '../failover/index.ts';
import { BACKGROUND_WORK } from './persistence.ts';
import { DrainKeeper } from '../placement/index.ts';
import { MOVER } from './placement.ts';
import { AGENT_DOWN_AFTER_MS, CONFIG } from './settings.ts';

export const FAILOVER = token<Lifecycle>('lbaas.server.Failover');

export const DRAINS = token<DrainKeeper>('lbaas.server.Drains');

const OFF: Lifecycle = { start: () => undefined, stop: () => undefined };

export const failoverModule = new ContainerModule(({ bind }) => {
  const tokens = {
    config: CONFIG,
    unitOfWork: BACKGROUND_WORK,
    connection: CONNECTION,
    mover: MOVER,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
    clock: CLOCK,
    logger: LOGGER,
    metrics: METRICS,
  };
  bindWith(
    bind,
    DRAINS,
    { config: CONFIG, unitOfWork: BACKGROUND_WORK, mover: MOVER, logger: LOGGER },
    ({ config, ...parts }) => new DrainKeeper({ ...parts, deadlineMs: config.drain_timeout * 1000 }),
  );
  bindWith(bind, FAILOVER, tokens, ({ config, ...parts }) =>
    config.failover === 'off' ? OFF : new FailoverKeeper({ ...parts, maxShare: config.failover_max_share }),
  );
});
