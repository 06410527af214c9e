import type { SenderContext } from '../agents/sender-context.ts';
import type { ServiceProvider } from '../devices/providers.ts';

/** What the answers about placed devices need. */
export interface PlacedContext extends SenderContext {
  /** Which driver serves a device. @default HAProxy alone */
  readonly providers: readonly ServiceProvider[];
}
