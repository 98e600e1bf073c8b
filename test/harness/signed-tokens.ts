// JSON Web Tokens (RFC 7519) as an identity provider signs them, and the keys by which others check them.

import { generateKeyPairSync, sign } from 'node:crypto';

const KEY_ID = 'tests';

/** Signs tokens with a key of its own. */
export class TokenSigner {
  readonly issuer = 'https://identity.invalid';
  readonly audience = 'kafka';
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** The set of its keys (RFC 7517), as JSON. */
  get keySet(): string {
    const key = { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig' };
    return JSON.stringify({ keys: [{ ...key, alg: 'ES256' }] });
  }

  /** A token that says who its bearer is, for so many seconds; less than 0 for one that has expired. */
  token(subject: string, seconds = 3600): string {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    const claims = { iss: this.issuer, aud: this.audience, sub: subject };
    const text = [
      { alg: 'ES256', kid: KEY_ID },
      { ...claims, iat: exp - 3600, exp },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = { key: this.#keys.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }
}
