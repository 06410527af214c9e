import { LOGGER, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { SessionAuthenticator } from '../api/auth/session-authenticator.ts';
import { EndedSessions, Sessions } from '../sessions/index.ts';
import { AUTHENTICATION } from './authentication.ts';
import { BACKGROUND_WORK, NOTIFICATIONS, UNIT_OF_WORK } from './persistence.ts';

export const SESSIONS = token<Sessions>('lbaas.server.Sessions');
export const ENDED_SESSIONS = token<EndedSessions>('lbaas.server.EndedSessions');
/** Lets callers in by what they send, the cookie of the web page included. */
export const DOORKEEPER = token<SessionAuthenticator>('lbaas.server.Doorkeeper');

export const sessionsModule = new ContainerModule(({ bind }) => {
  bindWith(bind, SESSIONS, { unitOfWork: UNIT_OF_WORK }, ({ unitOfWork }) => new Sessions(unitOfWork));
  bindWith(
    bind,
    ENDED_SESSIONS,
    { unitOfWork: BACKGROUND_WORK, notifications: NOTIFICATIONS, logger: LOGGER },
    (parts) => new EndedSessions(parts),
  );
  bindWith(
    bind,
    DOORKEEPER,
    { authentication: AUTHENTICATION, sessions: SESSIONS, ended: ENDED_SESSIONS },
    ({ authentication, ...parts }) =>
      new SessionAuthenticator({ inner: authentication.authenticator, ...parts }),
  );
});
