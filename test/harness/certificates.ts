// Certificates that nobody but tests trusts, made without a program that may not be there: X.509 (RFC 5280) in DER.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its key, each in PEM; the key in PKCS#8, without a password. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

export interface Holder {
  /** The common name. */
  readonly name: string;
  /** Names and IPv4 addresses that a server with it may have. */
  readonly hosts?: readonly string[];
  /** How long it is valid, in days from now; one day if absent. Less than 0 for one that has expired. */
  readonly days?: number;
}

const DAY_MS = 86_400_000;

/** An authority whose own certificate has to be named to trust what it signs. Keys are on P-256. */
export class CertificateAuthority {
  /** In PEM. */
  readonly certificate: string;
  readonly #name: string;
  readonly #key: KeyObject;

  constructor(name: string) {
    const { publicKey, privateKey } = keyPair();
    this.#name = name;
    this.#key = privateKey;
    this.certificate = this.#signed({ name }, publicKey, [
      extension('551d13', sequence(TRUE), true),
      // keyCertSign and cRLSign
      extension('551d0f', element(0x03, Buffer.from([1, 0x06])), true),
    ]);
  }

  /** Signs a certificate for a new key. */
  issue(holder: Holder): Identity {
    const { publicKey, privateKey } = keyPair();
    const hosts = (holder.hosts ?? []).map((host) =>
      isIP(host) === 4
        ? element(0x87, Buffer.from(host.split('.').map(Number)))
        : element(0x82, Buffer.from(host)),
    );
    const alternatives = hosts.length === 0 ? [] : [extension('551d11', sequence(...hosts))];
    return {
      certificate: this.#signed(holder, publicKey, alternatives),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  #signed({ name, days = 1 }: Holder, key: KeyObject, extensions: readonly Buffer[]): string {
    const now = Date.now();
    const [from, to] = [Math.min(now, now + days * DAY_MS) - DAY_MS, now + days * DAY_MS];
    const body = sequence(
      element(0xa0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
      ecdsaWithSha256,
      distinguishedName(this.#name),
      sequence(time(from), time(to)),
      distinguishedName(name),
      key.export({ type: 'spki', format: 'der' }),
      ...(extensions.length === 0 ? [] : [element(0xa3, sequence(...extensions))]),
    );
    const signature = bitString(sign('sha256', body, this.#key));
    return pem(sequence(body, ecdsaWithSha256, signature));
  }
}

function keyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** A DER element: its tag, its length, and what it holds. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : [0x82, Math.floor(length / 0x100), length % 0x100];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function integer(bytes: Buffer): Buffer {
  return element(0x02, bytes);
}

function bitString(bytes: Buffer): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

/** An identifier whose contents are given in hexadecimal. */
function identifier(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'));
}

const TRUE = element(0x01, Buffer.from([0xff]));

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));

/** A name that is a common name (2.5.4.3) alone. */
function distinguishedName(name: string): Buffer {
  const commonName = sequence(identifier('550403'), element(0x0c, Buffer.from(name)));
  return sequence(element(0x31, commonName));
}

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(identifier(id), ...(isCritical ? [TRUE] : []), element(0x04, value));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
