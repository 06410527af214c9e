import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { InstallationFile, NameClaim, networkStack } from '../identity/index.ts';
import { StateDirectory } from '../inbox/index.ts';
import { CONFIG, LOGGER, METRICS } from './runtime.ts';

export const STANDING = Symbol.for('lbaas.agent.NameClaim') as ServiceIdentifier<NameClaim>;

/** Who this agent is, and whether the servers agree. */
export const identityModule = new ContainerModule(({ bind }) => {
  bind(STANDING)
    .toResolvedValue(
      (config, logger, metrics) =>
        new NameClaim({
          host: config.agent_host,
          // Written a few times in its life, and two hosts may fight when it is lost.
          file: new InstallationFile(new StateDirectory(config.state_dir, { fsync: true }), logger),
          stack: networkStack,
          patienceMs: config.start_alone_after * 1000,
          logger,
          metrics,
        }),
      [CONFIG, LOGGER, METRICS],
    )
    .inSingletonScope();
});
