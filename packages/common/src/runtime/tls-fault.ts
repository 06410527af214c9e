/** Node.js and OpenSSL's codes for what is wrong with a certificate, and what is to be done about it. */
const TLS_FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired: give it a new one',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: compare the clocks',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another name: the URL must name the host as the certificate does',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, and *_ca_file does not name it',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that *_ca_file does not name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that *_ca_file does not name',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an authority that *_ca_file does not name',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that *_ca_file does not name',
  CERT_SIGNATURE_FAILURE: 'its certificate is signed by an authority that *_ca_file does not name',
  CERT_REVOKED: 'its certificate is revoked',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it asks for a certificate: set *_cert_file and *_key_file',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA:
    'it does not accept the certificate in *_cert_file: another authority signed it',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    'it does not accept the certificate in *_cert_file: it has expired',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it does not accept the certificate in *_cert_file',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: '*_key_file is not the key of *_cert_file',
  ERR_OSSL_PEM_NO_START_LINE: 'one of *_ca_file, *_cert_file and *_key_file is no PEM file',
};

const FILE_FAULTS: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EISDIR']);

/** What is wrong with a connection by TLS, in words that say what to do; undefined = it is something else. */
export function tlsFault(error: unknown, settings: string): string | undefined {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const isOfFile = FILE_FAULTS.has(code) && (syscall === 'open' || syscall === 'read');
  if (isOfFile) return `${path ?? 'a file of the connection'} cannot be read (${code})`;
  return TLS_FAULTS[code]?.replaceAll('*', settings);
}
