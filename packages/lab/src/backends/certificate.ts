import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** A self-signed certificate for `name`, made by the openssl program; its files stay in `directory`. */
export function createCertificate(name: string, directory: string): Certificate {
  const key = join(directory, 'tls.key');
  const cert = join(directory, 'tls.crt');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-days', '30'];
  const args = ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert];
  execFileSync('openssl', args, { stdio: 'pipe', timeout: 10_000 });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
