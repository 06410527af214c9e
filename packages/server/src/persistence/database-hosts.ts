import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** Files of the connection to a database that is reached by TLS. They are read anew for each connection. */
export interface DatabaseTls {
  /** Authority that has signed the certificate of the database; the name in it is checked, too. */
  readonly ca: string;
  /** Certificate of the server and its key, for a database that asks for one. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

export interface DatabaseAddress {
  /**
   * `postgres://user:password@host:port/name` or, for a unix socket, `postgres://user@/name?host=/dir`. Several hosts,
   * or directories, are separated by commas.
   */
  readonly url: string;
  readonly tls?: DatabaseTls | undefined;
}

/**
 * A primary and its standbys. Who of them is the primary is found out by trying, one after the other; all connections
 * that are made after that begin with it.
 */
export class DatabaseHosts {
  readonly urls: readonly string[];
  readonly #tls: DatabaseTls | undefined;
  #current = 0;
  #skips = 0;

  constructor({ url, tls }: DatabaseAddress) {
    this.urls = urlsOfHosts(url);
    this.#tls = tls;
  }

  get current(): string {
    return this.urls[this.#current] ?? '';
  }

  get areSeveral(): boolean {
    return this.urls.length > 1;
  }

  /** How often the next host had its turn: whoever sees it change may try again. */
  get skips(): number {
    return this.#skips;
  }

  /** This one is down, or no primary. Of many connections that find that out at once, one moves on. */
  skip(url: string): void {
    if (url !== this.current) return;
    this.#current = (this.#current + 1) % this.urls.length;
    this.#skips += 1;
  }

  /** @throws Error when a file cannot be read */
  tlsOf(url: string): ConnectionOptions | undefined {
    const { hostname: host } = parse(url);
    if (this.#tls === undefined || host === '') return undefined;
    const { ca, cert, key } = this.#tls;
    const own = cert === undefined || key === undefined ? {} : { cert: read(cert), key: read(key) };
    // pg names only hosts that are no addresses; without a name node would look for `localhost` in the certificate.
    return { ca: read(ca), ...own, ...(isIP(host) === 0 ? {} : { host }) };
  }
}

const read = (file: string): string => readFileSync(file, 'utf8');

/** A unix socket has no host, which URL takes for an error. */
function parse(url: string): { readonly hostname: string } {
  const [, authority = ''] = /^\w+:\/\/([^/?]*)/.exec(url) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d+$/, '');
  return { hostname: host.replace(/^\[|\]$/g, '') };
}

/** One URL for each host, in the order in which they are tried. */
export function urlsOfHosts(url: string): string[] {
  const parts = /^(\w+:\/\/(?:[^/?]*@)?)([^/?]*)(.*)$/s.exec(url);
  if (parts === null) return [url];
  const [, head = '', hosts = '', tail = ''] = parts;
  if (hosts !== '') return hosts.split(',').map((host) => `${head}${host}${tail}`);
  return urlsOfSockets(url);
}

function urlsOfSockets(url: string): string[] {
  const [before = '', query] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const directories = parameters.get('host')?.split(',') ?? [];
  if (directories.length < 2) return [url];
  return directories.map((directory) => {
    parameters.set('host', directory);
    return `${before}?${parameters.toString()}`;
  });
}
