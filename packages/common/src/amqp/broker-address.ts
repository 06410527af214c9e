import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** PEM files of a connection by TLS (`amqps:`). They are read anew for each connection. */
export interface BrokerTls {
  /** Authority that has signed the certificate of the broker. @default those that Node.js trusts */
  readonly ca?: string | undefined;
  /** Certificate of this program and its key, for a broker that asks for one. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

export interface BrokerAddress {
  /** `amqp://user:password@host:port/vhost` or `amqps:`; several, of one cluster, are separated by commas. */
  readonly url: string;
  readonly tls?: BrokerTls | undefined;
}

/** As settings name them. */
export interface BrokerAddressSettings {
  readonly amqp_url: string;
  readonly amqp_ca_file?: string | undefined;
  readonly amqp_cert_file?: string | undefined;
  readonly amqp_key_file?: string | undefined;
}

export function brokerAddress(settings: BrokerAddressSettings): BrokerAddress {
  const { amqp_url: url, amqp_ca_file: ca, amqp_cert_file: cert, amqp_key_file: key } = settings;
  return { url, tls: { ca, cert, key } };
}

/** In the order in which they are tried. @throws TypeError when one is not of AMQP */
export function brokerUrls(text: string): URL[] {
  return text.split(',').map((part) => {
    const url = new URL(part.trim());
    if (!/^amqps?:$/.test(url.protocol))
      throw new TypeError('the broker URL must begin with amqp: or amqps:');
    return url;
  });
}

/** Whom the broker lets in by this URL: the user that it vouches for in messages. */
export const userOf = (url: URL): string => decodeURIComponent(url.username) || 'guest';

/** @throws Error when a file cannot be read */
export function tlsOptions(url: URL, { ca, cert, key }: BrokerTls = {}): ConnectionOptions {
  if (url.protocol !== 'amqps:') return {};
  return {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
    ...(key === undefined ? {} : { key: readFileSync(key) }),
  };
}
