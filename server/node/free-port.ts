import { ListenError, type Transport } from '../ports/transport.ts';

/** How many ports are tried before giving up. */
const ATTEMPTS = 100;

/**
 * The first of `count` consecutive ports above `port` that can be listened on and are not in `except`;
 * undefined if there are none near.
 */
export async function nextFreePorts(
  transport: Transport,
  wanted: {
    readonly host: string;
    readonly port: number;
    readonly count: number;
    readonly except: ReadonlySet<number>;
  },
): Promise<number | undefined> {
  const { host, port: after, count, except } = wanted;
  const last = Math.min(after + ATTEMPTS, 65_535);
  let first = after + 1;
  for (let port = first; port <= last; port += 1) {
    if (except.has(port) || !(await isFree(transport, host, port))) first = port + 1;
    else if (port - first === count - 1) return first;
  }
  return undefined;
}

async function isFree(transport: Transport, host: string, port: number): Promise<boolean> {
  try {
    const listener = await transport.listen({ host, port }, (connection) => connection.destroy());
    await listener.close();
    return true;
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    return false;
  }
}
