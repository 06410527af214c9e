import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '@lbaas/common/runtime';

/** What HTTPS is served with, in PEM. */
export interface ApiCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFiles {
  readonly api_tls_cert_file?: string | undefined;
  readonly api_tls_key_file?: string | undefined;
}

/**
 * undefined = HTTP.
 * @throws ConfigError when the files are not to be read, or are no certificate and the key of it
 */
export function readCertificate(files: CertificateFiles): ApiCertificate | undefined {
  const { api_tls_cert_file: certFile, api_tls_key_file: keyFile } = files;
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new ConfigError(['api_tls_cert_file and api_tls_key_file: one needs the other']);
  try {
    const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw new ConfigError([
      `${certFile} and ${keyFile}: no certificate and its key: ${(error as Error).message}`,
    ]);
  }
}
