import { endpoint } from '../render/config-text.ts';
import { HaproxyError } from '../model/errors.ts';
import type { RuntimeSession } from './runtime-session.ts';
import { serverKey } from '../render/server-key.ts';
import type { DesiredServer, HaproxyStep, RenderedHaproxy } from '../model/types.ts';

export type RuntimeStep = Extract<HaproxyStep, { kind: `server.${string}` }>;

/** Performs one step through the runtime socket. Throws HaproxyError `command_failed` with HAProxy's answer. */
export async function performRuntimeStep(
  session: RuntimeSession,
  rendered: RenderedHaproxy,
  step: RuntimeStep,
): Promise<void> {
  const { backend, server: name } = step;
  const key = serverKey({ backend, name });
  switch (step.kind) {
    case 'server.weight':
      return perform(session, [`set server ${key} weight ${step.weight}`]);
    case 'server.add':
      return perform(session, addCommands(desired(rendered, { backend, name })));
    case 'server.state': {
      const activate = step.state === 'ready';
      return perform(
        session,
        activate ? activation(desired(rendered, { backend, name })) : [maintenance(key)],
      );
    }
    case 'server.remove':
      await perform(session, [maintenance(key)]);
      return deleteServers(session, [key]);
  }
}

function desired(rendered: RenderedHaproxy, at: Pick<DesiredServer, 'backend' | 'name'>): DesiredServer {
  const server = rendered.servers.find(({ backend, name }) => name === at.name && backend === at.backend);
  if (server === undefined)
    throw new HaproxyError('command_failed', `the device has no server ${serverKey(at)}`);
  return server;
}

/** An added server starts in maintenance, so that it takes nothing before it is complete. */
function addCommands(server: DesiredServer): string[] {
  const { address, port, weight, dynamicArgs } = server;
  const key = serverKey(server);
  if (dynamicArgs === undefined)
    throw new HaproxyError('command_failed', `${key} can only be added by a reload`);
  const add = ['add server', key, endpoint(address, port), 'weight', String(weight), ...dynamicArgs].join(
    ' ',
  );
  return [add, ...(server.admin === 'ready' ? activation(server) : [])];
}

/**
 * Everything that a server needs to take traffic, whatever an interrupted step has left undone: its check (off in
 * an added server), its cookie (computed when the key of the backend is set), and the end of its maintenance.
 */
function activation(server: DesiredServer): string[] {
  const key = serverKey(server);
  return [
    ...(server.checked ? [`enable health ${key}`] : []),
    ...(server.cookieKey === undefined
      ? []
      : [`set dynamic-cookie-key backend ${server.backend} ${server.cookieKey}`]),
    `set server ${key} state ready`,
  ];
}

const maintenance = (key: string): string => `set server ${key} state maint`;

async function perform(session: RuntimeSession, commands: readonly string[]): Promise<void> {
  const answers = await session.run(commands);
  const failed = commands.flatMap((command, index) => {
    const answer = answers[index] ?? '';
    return answer === '' || answer === 'New server registered.' ? [] : [`${command}: ${answer}`];
  });
  if (failed.length > 0) throw new HaproxyError('command_failed', failed.join('; '));
}

/** Of one server; a process that finishes refuses. */
export const endSessions = (key: string): string => `shutdown sessions server ${key}`;

/** HAProxy refuses while connections are open; such servers stay in maintenance, and a later try gets them. */
export async function deleteServers(session: RuntimeSession, keys: readonly string[]): Promise<void> {
  await session.run(keys.map((key) => `del server ${key}`));
}
