import type { RoleNames } from './caller-of-token.ts';

/** The user of the server itself. */
export interface KeystoneCredentials {
  readonly username: string;
  readonly password: string;
  readonly userDomainName: string;
  readonly projectName: string;
  readonly projectDomainName: string;
}

export interface KeystoneOptions {
  /** With or without /v3. */
  readonly url: string;
  /** Certificates (PEM) of the authorities that its certificate may be from; left out = those that Node knows. */
  readonly ca?: readonly string[];
  /** What callers see. */
  readonly publicUrl: string;
  readonly credentials: KeystoneCredentials;
  readonly roles: RoleNames;
  /** How long a validated token is taken without asking again. */
  readonly cacheTtlMs: number;
  /** How long a caller waits at most. */
  readonly timeoutMs: number;
}
