import { type Address, formatAddress } from '../../ports/transport.ts';
import { UserError } from '../user-error.ts';

/** Goes on with where the cluster then is. */
export const HOW_TO_START =
  '"Millrace: Start Local Cluster" in VS Code or `millrace start` starts one,';

/**
 * What to say when a broker does not answer: what happened, and what to do.
 * @param hasAnswered whether it did before
 */
export function unreachable(address: Address, error: unknown, hasAnswered = false): UserError {
  if (error instanceof UserError) return error;
  const where = formatAddress(address);
  const chain = causes(error);
  const codes = new Set(chain.map(({ code }) => code));
  if (codes.has('ENOTFOUND') || codes.has('EAI_AGAIN')) {
    return new UserError(`Connection to ${where} failed: there is no host named ${address.host}.`);
  }
  if (codes.has('ECONNREFUSED')) {
    return new UserError(
      `Connection to ${where} could not be established: nothing listens there. Is the cluster running, ` +
        `and is this its address? ${HOW_TO_START} at localhost:9092.`,
    );
  }
  if (untrusted.some((code) => codes.has(code))) {
    return new UserError(
      `Connection to ${where} failed: its certificate is not trusted. Name the authority's with ssl.truststore.location and ssl.truststore.type=PEM in the configuration.`,
    );
  }
  const reason = refusal(chain);
  if (reason !== undefined) return new UserError(`Connection to ${where} failed: ${reason}`);
  if (chain.some(({ message }) => /^Connection closed|before secure TLS/.test(message))) {
    const hint = hasAnswered
      ? ''
      : ' Does it expect TLS or SASL other than security.protocol says?';
    return new UserError(`Connection to ${where} was closed by the broker.${hint}`);
  }
  // What the library itself says repeats the address.
  const reasons = new Set(chain.filter(({ isLast }) => isLast).map(({ message }) => message));
  return new UserError(`Connection to ${where} failed: ${[...reasons].join(' ')}`);
}

/** OpenSSL's codes for certificates of authorities that nobody has named. */
const untrusted = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** Why a broker that is there does not want this client, as far as it says so; the rest of a sentence. */
function refusal(chain: readonly Cause[]): string | undefined {
  const own = chain.find(({ isOurs }) => isOurs);
  if (own !== undefined) return own.message;
  if (chain.some(({ code }) => refusesCertificate.test(String(code)))) {
    return 'the broker asks for a certificate of the client, and accepts none that it was shown. Name one with ssl.certificate.location and ssl.key.location.';
  }
  if (chain.some(({ message }) => message === 'Broker requires TLS.')) {
    return 'what listens there speaks TLS. Is security.protocol SSL or SASL_SSL?';
  }
  for (const { error } of chain) {
    const { apiId, serverErrorMessage: words } = error as { apiId?: string } & BrokerWords;
    switch (apiId) {
      case 'SASL_AUTHENTICATION_FAILED':
        return words
          ? `the broker does not accept the credentials (${words}).`
          : 'the broker does not accept the credentials. Are the user name and the password right?';
      case 'UNSUPPORTED_SASL_MECHANISM':
        return 'the broker does not take this SASL mechanism. Is sasl.mechanism another one?';
      case 'ILLEGAL_SASL_STATE':
        return 'the broker asks for no credentials at this address. Is security.protocol SSL or PLAINTEXT?';
    }
  }
  return undefined;
}

/** OpenSSL's alerts: `…_ALERT_BAD_CERTIFICATE`, `…_CERTIFICATE_REQUIRED`, `…_UNKNOWN_CA` … */
const refusesCertificate = /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA)/;

interface BrokerWords {
  readonly serverErrorMessage?: string | null;
}

interface Cause {
  readonly error: Error;
  readonly message: string;
  readonly code: unknown;
  /** Whether it is a sentence for the user already. */
  readonly isOurs: boolean;
  /** Whether it came from no other. */
  readonly isLast: boolean;
}

/** The error and what it came from; both address families' when a host has two. */
function causes(error: unknown): Cause[] {
  if (!(error instanceof Error)) return [];
  const inner = [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
  const deeper = inner.flatMap(causes);
  const { code } = error as NodeJS.ErrnoException;
  const { message } = error;
  const isOurs = error instanceof UserError;
  return [{ error, message, code, isOurs, isLast: deeper.length === 0 }, ...deeper];
}
