/**
 * Encrypts secrets at rest: AES-256-GCM. Invariants: each text is bound to what it belongs to (`about`), so that one
 * cannot be put in the place of another; a nonce is never used twice.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { MillraceError } from './errors.ts';

/** Bytes of a key. */
const secretKeyLength = 32;

const nonceLength = 12;
const tagLength = 16;

/** The bytes of a key written as 64 hexadecimal digits or in base64; undefined if it is neither. */
export function parseSecretKey(text: string): Buffer | undefined {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  const isWhole = /^[0-9a-f]{64}$/i.test(text) || /^[A-Za-z0-9+/_-]{43}=?$/.test(text);
  return isWhole && key.length === secretKeyLength ? key : undefined;
}

/** A key that nobody has. */
export function newSecretKey(): Buffer {
  return randomBytes(secretKeyLength);
}

/** Seals and opens texts with one key. */
export class SecretBox {
  readonly #key: Buffer;
  /** Tells one key from another; says nothing about it. */
  readonly keyId: string;

  constructor(key: Buffer) {
    this.#key = key;
    this.keyId = createHash('sha256').update('millrace secret key\0').update(key).digest('hex').slice(0, 16);
  }

  /** The text, readable only with the key and the same `about`. */
  seal(text: string, about: string): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(about));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  /** What was sealed; `secret_unreadable` where it was changed, or belongs to something else. */
  open(sealed: Buffer, about: string): string {
    try {
      const body = sealed.subarray(nonceLength, sealed.length - tagLength);
      const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, nonceLength), {
        authTagLength: tagLength,
      });
      decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(sealed.length - tagLength));
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new MillraceError('secret_unreadable', 'The stored secret was damaged or put in the place of another.', {
        hint: 'Set it again.',
        cause,
      });
    }
  }
}
