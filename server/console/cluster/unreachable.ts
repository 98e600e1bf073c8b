import { type Address, formatAddress } from '../../ports/transport.ts';
import { ToolError } from '../command.ts';

/** What to say when a broker does not answer: what happened, and what to do. */
export function unreachable(address: Address, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const where = formatAddress(address);
  const chain = causes(error);
  const codes = new Set(chain.map(({ code }) => code));
  if (codes.has('ENOTFOUND') || codes.has('EAI_AGAIN')) {
    return new ToolError(`Connection to ${where} failed: there is no host named ${address.host}.`);
  }
  if (codes.has('ECONNREFUSED')) {
    return new ToolError(
      `Connection to ${where} could not be established: nothing listens there. Is the cluster running, ` +
        'and is this its address? `millrace start` starts one at localhost:9092.',
    );
  }
  const reasons = new Set(chain.map(({ message }) => message).filter((message) => message !== ''));
  return new ToolError(`Connection to ${where} failed: ${[...reasons].join(' ')}`);
}

interface Cause {
  readonly message: string;
  readonly code?: unknown;
}

/** The error and what it came from; both address families' when a host has two. */
function causes(error: unknown): Cause[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error, ...causes(error.cause), ...inner.flatMap(causes)];
}
