import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
/** base64url of as many bytes. */
const SECRET = /^[\w-]{43}$/;

/** AES-256-GCM, as NIST SP 800-38D has it. */
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What the cookie of a session holds: 256 random bits. Nobody but the browser keeps them. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/**
 * By what the database knows a session, in hex; undefined for what is no secret. Neither the secret nor the key of
 * what is sealed with it follows from the id.
 */
export const idOfSecret = (secret: string): string | undefined =>
  SECRET.test(secret) ? derive(secret, 'lbaas session id').toString('hex') : undefined;

/** JSON that only who has the secret can read: nonce, tag, ciphertext. */
export function seal(secret: string, content: unknown): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, sealingKey(secret), nonce, { authTagLength: TAG_BYTES });
  const text = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** undefined when it was not sealed with the secret, or has been changed since. */
export function unseal(secret: string, sealed: Buffer): unknown {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(CIPHER, sealingKey(secret), nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const sealingKey = (secret: string): Buffer => derive(secret, 'lbaas session credentials');

/** The secret is random already, so that no salt is needed (RFC 5869, section 3.1). */
const derive = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', purpose, SECRET_BYTES));
