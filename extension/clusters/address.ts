/** Where a broker is reached. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port` as clients take it for a bootstrap address, an IPv6 address in brackets. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
