import { type Server, createServer } from 'node:net';

/** Greets with the name of the back end and a newline, then echoes what it receives. */
export function tcpEcho(name: string): Server {
  return createServer({ noDelay: true }, (connection) => {
    connection.on('error', () => connection.destroy());
    connection.write(`${name}\n`);
    connection.pipe(connection);
  });
}
