import type { Address } from '../../ports/transport.ts';
import { UserError } from '../user-error.ts';

/** It does not say where servers are. */
export class InvalidAddress extends UserError {}

/** Reads `host:port[,host:port…]`; an IPv6 address stands in brackets. @throws InvalidAddress */
export function parseAddresses(text: string): Address[] {
  const addresses = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, bracketed, plain, port] =
        /^(?:\w+:\/\/)?(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(part) ?? [];
      const host = bracketed ?? plain;
      if (host === undefined || Number(port) > 0xffff) {
        throw new InvalidAddress(`Invalid url in bootstrap.servers: ${part} (expected HOST:PORT)`);
      }
      return { host, port: Number(port) };
    });
  if (addresses.length === 0)
    throw new InvalidAddress('No bootstrap server given (expected HOST:PORT)');
  return addresses;
}
