import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { DEFAULT_BEHAVIOUR } from './behaviour.ts';
import { createCertificate } from './certificate.ts';
import { tcpEcho } from './tcp-echo.ts';
import { webPage } from './web-page.ts';

// Usage: main.js NAME DIRECTORY. Certificate and control socket are created in DIRECTORY.
const [name = 'web', directory = '/tmp'] = process.argv.slice(2);
const page = webPage(name, { ...DEFAULT_BEHAVIOUR });
const controlSocket = join(directory, 'control.sock');
const keepAlive = { keepAliveTimeout: 60_000 };

// The socket file of a killed predecessor would make listen() fail.
rmSync(controlSocket, { force: true });
createServer(keepAlive, page).listen(8080, '::');
createTlsServer({ ...keepAlive, ...createCertificate(name, directory) }, page).listen(8443, '::');
tcpEcho(name).listen(9000, '::', () => {
  // Last: whoever can reach the control socket finds everything else listening.
  createServer(page).listen(controlSocket);
});
