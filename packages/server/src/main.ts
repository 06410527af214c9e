import { text } from 'node:stream/consumers';
import { ConfigError, runMain, runProgram } from '@lbaas/common/runtime';
import { hashToken, refuseToken } from './api/index.ts';
import { ServerConfigSchema } from './config/server-config.ts';
import { createContainer } from './wiring/container.ts';
import { SERVER } from './wiring/server.ts';

const serve = (): Promise<void> =>
  runProgram({
    name: 'lbaas-server',
    schema: ServerConfigSchema,
    options: {
      '--hash-token': 'show the hash of the token on standard input, for a file of tokens, and end',
    },
    isPlain: (error) => error instanceof ConfigError,
    create: (config, logger) => createContainer(config, logger).get(SERVER),
    messages: {
      running: 'the server is ready',
      notStarting: 'the server does not start',
      stopping: 'the server stops',
      stopped: 'the server has stopped',
    },
  });

/** Of the token on standard input, so that it is in no list of processes and in no history. */
async function printHash(): Promise<void> {
  const token = (await text(process.stdin)).trimEnd();
  const reason = refuseToken(token);
  if (reason !== undefined) throw new ConfigError([reason]);
  process.stdout.write(`${hashToken(token)}\n`);
}

await runMain(process.argv[2] === '--hash-token' ? printHash : serve);
