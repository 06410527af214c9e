import { LOGGER, METRICS, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { NameClaim, networkStack } from '../identity/index.ts';
import { InstallationFile } from '../state/installation-file.ts';
import { StateDirectory } from '../state/state-directory.ts';
import { CONFIG } from './settings.ts';

export const NAME_CLAIM = token<NameClaim>('lbaas.agent.NameClaim');

const INSTALLATION_FILE = token<InstallationFile>('lbaas.agent.InstallationFile');

/** Who this agent is, and whether the servers agree. */
export const identityModule = new ContainerModule(({ bind }) => {
  bindWith(
    bind,
    INSTALLATION_FILE,
    { config: CONFIG, logger: LOGGER },
    // Written a few times in its life, and two hosts may fight when it is lost.
    ({ config, logger }) =>
      new InstallationFile(new StateDirectory(config.state_dir, { fsync: true }), logger),
  );
  bindWith(
    bind,
    NAME_CLAIM,
    { config: CONFIG, file: INSTALLATION_FILE, logger: LOGGER, metrics: METRICS },
    ({ config, ...parts }) =>
      new NameClaim({
        ...parts,
        host: config.agent_host,
        stack: networkStack,
        patienceMs: config.start_alone_after * 1000,
      }),
  );
});
