import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { run } from './child.ts';
import { tempFolder } from './temp.ts';

const PASSWORD = 'only for tests';

/** TLS in front of a port that does not speak it, with a certificate for `localhost` that nobody has signed but itself. */
export class TlsProxy {
  readonly port: number;
  /** A PEM file with the certificate. */
  readonly certificate: string;
  readonly #close: () => void;

  private constructor(port: number, certificate: string, close: () => void) {
    this.port = port;
    this.certificate = certificate;
    this.#close = close;
  }

  /** Needs the JDK's `keytool`. */
  static async start(target: { readonly host: string; readonly port: number }): Promise<TlsProxy> {
    const folder = tempFolder('tls-proxy');
    const store = join(folder.path, 'store.p12');
    const certificate = join(folder.path, 'certificate.pem');
    const keys = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', PASSWORD];
    const names = ['-dname', 'CN=localhost', '-ext', 'SAN=DNS:localhost'];
    await run('keytool', ['-genkeypair', '-keyalg', 'EC', '-alias', 'broker', ...names, ...keys]);
    await run('keytool', [
      '-exportcert',
      '-rfc',
      '-alias',
      'broker',
      '-file',
      certificate,
      ...keys,
    ]);
    const open = new Set<Socket>();
    const pair = (secured: TLSSocket) => {
      const plain = connect(target);
      for (const [one, other] of [
        [secured, plain],
        [plain, secured],
      ] as const) {
        open.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          open.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    };
    const server = createServer({ pfx: readFileSync(store), passphrase: PASSWORD }, pair);
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return new TlsProxy((server.address() as AddressInfo).port, certificate, () => {
      server.close();
      for (const socket of open) socket.destroy();
      folder.remove();
    });
  }

  stop(): void {
    this.#close();
  }
}
