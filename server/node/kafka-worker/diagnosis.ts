import { lookup } from 'node:dns/promises';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { Diagnosis, DiagnosisStep } from '../../contract/kafka-client/diagnosis.ts';
import { type Address, formatAddress } from '../../ports/transport.ts';
import { parseAddresses } from '../kafka/addresses.ts';
import { Cluster } from '../kafka/cluster.ts';
import type { Properties } from '../kafka/properties.ts';
import { readSecurity, type Security } from '../kafka/security.ts';
import { CLIENT_ID } from './client-options.ts';
import { sentence } from './errors.ts';

/** Milliseconds that each step may take. */
const PATIENCE = 4_000;

/**
 * Connects as a client with this configuration does, one step after the other, and says how far it comes. Never rejects: what
 * is wrong is a step that failed, the last of them but for advertised addresses, which are all tried.
 */
export async function diagnose(properties: Properties): Promise<Diagnosis> {
  let bootstrap: Address[];
  let security: Security;
  try {
    bootstrap = parseAddresses(properties['bootstrap.servers'] ?? '');
    security = await readSecurity(properties);
  } catch (error) {
    const address = properties['bootstrap.servers'] ?? '';
    return [{ step: 'connect', address, outcome: 'failed', detail: sentence(error) }];
  }
  // At the same time, as some that do not answer would take too long one after the other.
  const reached = await Promise.all(bootstrap.map((address) => reach(address, security)));
  const first = reached.findIndex((taken) => taken.every(({ outcome }) => outcome === 'ok'));
  if (first === -1) return reached.flat();
  // One of several bootstrap servers is enough.
  const steps = reached.slice(0, first + 1).flat();
  const fetched = await fetchToken(properties, security);
  if (fetched.some(({ outcome }) => outcome === 'failed')) return [...steps, ...fetched];
  return [...steps, ...fetched, ...(await askCluster(bootstrap[first]!, security))];
}

/** Looks the name up, connects, and makes TLS's handshake where the configuration says so. */
async function reach(address: Address, { tls }: Security): Promise<DiagnosisStep[]> {
  const where = formatAddress(address);
  const steps: DiagnosisStep[] = [];
  const take = async (step: DiagnosisStep['step'], work: () => Promise<string>) => {
    const taken = await attempt(step, where, work);
    steps.push(taken);
    return taken.outcome === 'ok';
  };
  if (!(await take('resolve', () => resolve(address.host)))) return steps;
  if (!(await take('connect', () => open(address)))) return steps;
  if (tls !== undefined) await take('tls', () => shakeHands(address, tls));
  return steps;
}

/** Nothing unless tokens come from somewhere. */
async function fetchToken(properties: Properties, { sasl }: Security): Promise<DiagnosisStep[]> {
  const token = sasl?.token;
  const endpoint = properties['sasl.oauthbearer.token.endpoint.url'];
  if (endpoint === undefined || typeof token !== 'function') return [];
  const taken = attempt('token', endpoint, async () => {
    await token();
    return 'The token endpoint has accepted the client, and given a token.';
  });
  return [await taken];
}

async function askCluster(bootstrap: Address, security: Security): Promise<DiagnosisStep[]> {
  const options = { ...security, connectTimeout: PATIENCE, requestTimeout: PATIENCE };
  const cluster = new Cluster([bootstrap], options, CLIENT_ID);
  const where = formatAddress(bootstrap);
  try {
    const connected = await attempt('authenticate', where, async () => {
      await cluster.connection('any');
      const { sasl } = security;
      if (sasl === undefined) return 'The broker asks for no credentials.';
      return `The broker has accepted the credentials (${sasl.mechanism}).`;
    });
    if (connected.outcome === 'failed') return [connected];
    let brokers: readonly Address[] = [];
    const answered = await attempt('metadata', where, async () => {
      brokers = (await cluster.metadata([])).brokers;
      return brokers.length === 1 ? 'There is one broker.' : `There are ${brokers.length} brokers.`;
    });
    const advertised = await Promise.all(
      brokers.map((broker) =>
        attempt('advertised', formatAddress(broker), () => reachAdvertised(broker)),
      ),
    );
    return [connected, answered, ...advertised];
  } finally {
    await cluster.close().catch(() => {});
  }
}

async function reachAdvertised(broker: Address): Promise<string> {
  try {
    await resolve(broker.host);
    await open(broker);
    return 'The broker can be reached at the address that it advertises.';
  } catch (error) {
    throw new Error(
      `${sentence(error)} The broker advertises this address, and clients use no other: ` +
        'have its advertised.listeners name one that can be reached from here.',
    );
  }
}

async function attempt(
  step: DiagnosisStep['step'],
  address: string,
  work: () => Promise<string>,
): Promise<DiagnosisStep> {
  try {
    return { step, address, outcome: 'ok', detail: await work() };
  } catch (error) {
    return { step, address, outcome: 'failed', detail: sentence(error) };
  }
}

async function resolve(host: string): Promise<string> {
  if (isIP(host) !== 0) return 'It is an address.';
  const found = await Promise.race([
    lookup(host).catch(() => undefined),
    // A name server that is away keeps the system waiting for longer than anybody here would.
    delay(PATIENCE, null, { ref: false }),
  ]);
  if (found === null) {
    throw new Error(`The name server does not tell within ${PATIENCE / 1000} s where ${host} is.`);
  }
  if (found === undefined) {
    throw new Error(
      `There is no host named ${host}. Is the name right, and is a VPN needed to know it?`,
    );
  }
  return `The name stands for ${found.address}.`;
}

function open({ host, port }: Address): Promise<string> {
  return settled(
    connectPlain({ host, port }),
    'connect',
    () => 'Something listens there.',
    (code) =>
      code === 'ECONNREFUSED'
        ? `Nothing listens on port ${port} of ${host}. Is the cluster running, and is this its port?`
        : code === 'ETIMEDOUT'
          ? `${host} does not answer on port ${port}. A firewall may be in between.`
          : undefined,
  );
}

function shakeHands(
  { host, port }: Address,
  options: NonNullable<Security['tls']>,
): Promise<string> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return settled(
    connectTls({ ...options, ...servername, host, port }),
    'secureConnect',
    (secured) => {
      // Many have only alternative names, and nothing at all is known of one that was not sent.
      const { subject, subjectaltname, valid_to }: Partial<PeerCertificate> =
        secured.getPeerCertificate();
      const protocol = secured.getProtocol() ?? 'TLS';
      const name = subject?.CN ?? subjectaltname ?? host;
      return `${protocol} with the certificate of ${name}, valid to ${valid_to ?? 'an unknown day'}.`;
    },
    (code) =>
      options.ca !== undefined && unknownAuthority.has(code ?? '')
        ? "The broker's certificate is not signed by the authority that was named as the one to trust."
        : certificateProblems[code ?? ''],
  );
}

/** OpenSSL's codes for certificates whose authority is not trusted. */
const unknownAuthority: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** OpenSSL's and Node's codes, as far as a user can do something about them. */
const certificateProblems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The broker has signed its certificate itself. Name that certificate as the authority to trust.',
  SELF_SIGNED_CERT_IN_CHAIN:
    "The certificate's authority is not one that is known here. Name its certificate as the authority to trust.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The certificate's authority is not one that is known here. Name its certificate as the authority to trust.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The certificate's authority is not one that is known here. Name its certificate as the authority to trust.",
  CERT_HAS_EXPIRED: 'The certificate of the broker has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate is for another host name. Connect by a name that it has, or do not check names.',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'What listens there does not speak TLS. Is security.protocol PLAINTEXT or SASL_PLAINTEXT?',
  ECONNRESET: 'The broker has closed the connection. Does it speak TLS, and ask for a certificate?',
};

/** Waits for a socket's event, says what was found then, and lets go of it. `explain` knows errors by their code. */
function settled<S extends Socket | TLSSocket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  found: (socket: S) => string,
  explain: (code: string | undefined) => string | undefined,
): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      reject(new Error(explain(error.code) ?? sentence(error)));
    };
    const because = (code: string, message: string) => Object.assign(new Error(message), { code });
    socket.setTimeout(PATIENCE, () => fail(because('ETIMEDOUT', 'It does not answer.')));
    socket.once('error', fail);
    socket.once('close', () => fail(because('ECONNRESET', 'The connection was closed.')));
    socket.once(event, () => resolve(found(socket)));
  }).finally(() => {
    socket.on('error', () => {});
    socket.destroy();
  });
}
