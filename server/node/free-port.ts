import { ListenError, type Transport } from '../ports/transport.ts';

/** How many ports are tried before giving up. */
const ATTEMPTS = 100;

/**
 * The first port above `after` that can be listened on and is not in `except`; undefined if none near is.
 */
export async function nextFreePort(
  transport: Transport,
  host: string,
  after: number,
  except: ReadonlySet<number>,
): Promise<number | undefined> {
  const last = Math.min(after + ATTEMPTS, 65_535);
  for (let port = after + 1; port <= last; port += 1) {
    if (except.has(port)) continue;
    try {
      const listener = await transport.listen({ host, port }, (connection) => connection.destroy());
      await listener.close();
      return port;
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
    }
  }
  return undefined;
}
