import { CLOCK, LOGGER, METRICS, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { type Authentication, createAuthentication } from '../api/auth/authentication.ts';
import { authenticationOptions } from '../config/authentication-settings.ts';
import { CONFIG } from './settings.ts';

/** Of credentials; of sessions: DOORKEEPER. */
export const AUTHENTICATION = token<Authentication>('lbaas.server.Authentication');

export const authenticationModule = new ContainerModule(({ bind }) => {
  const tokens = { config: CONFIG, logger: LOGGER, metrics: METRICS, clock: CLOCK };
  bindWith(bind, AUTHENTICATION, tokens, ({ config, ...parts }) =>
    createAuthentication(authenticationOptions(config), parts),
  );
});
