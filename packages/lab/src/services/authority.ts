import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of PEM files, as settings name them. */
export interface IssuedCertificate {
  readonly cert: string;
  /** Mode 0600. */
  readonly key: string;
}

export interface Issue {
  readonly name: string;
  /** Without addresses it is for the name only. */
  readonly addresses?: readonly string[];
  /** @default 30; a negative number makes one that has expired */
  readonly days?: number;
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate authority in a directory, made by the openssl program. */
export class Authority {
  readonly #directory: string;
  #issued = 0;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    const files = ['-keyout', this.#file('ca.key'), '-out', this.ca];
    openssl('req', '-x509', ...CURVE, '-subj', '/CN=authority', '-days', '30', ...files);
  }

  /** PEM file of its own certificate. */
  get ca(): string {
    return this.#file('ca.crt');
  }

  issue({ name, addresses = [], days = 30 }: Issue): IssuedCertificate {
    this.#issued += 1;
    const [key, request, cert] = ['key', 'csr', 'crt'].map((kind) => this.#file(`${this.#issued}.${kind}`));
    const names = [`DNS:${name}`, ...addresses.map((address) => `IP:${address}`)].join(',');
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`];
    openssl('req', ...CURVE, ...subject, '-keyout', key ?? '', '-out', request ?? '');
    const signer = ['-CA', this.ca, '-CAkey', this.#file('ca.key'), '-CAcreateserial'];
    const validity = ['-days', String(days), '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', request ?? '', ...signer, ...validity, '-out', cert ?? '');
    chmodSync(key ?? '', 0o600);
    return { cert: cert ?? '', key: key ?? '' };
  }

  #file(name: string): string {
    return join(this.#directory, name);
  }
}

const openssl = (...args: string[]): unknown =>
  execFileSync('openssl', args, { stdio: 'pipe', timeout: 10_000 });
