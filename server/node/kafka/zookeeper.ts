import type { Logger } from '../../ports/logger.ts';
import { type Address, formatAddress } from '../../ports/transport.ts';
import { ZooKeeperClient } from '../../zookeeper/client.ts';
import { parseConnectString } from '../../zookeeper/connect-string.ts';
import { ZooKeeperError } from '../../zookeeper/errors.ts';
import { systemClock } from '../system-clock.ts';
import { systemRandom } from '../system-random.ts';
import { tcpTransport } from '../tcp-transport.ts';
import { UserError } from '../user-error.ts';
import { InvalidAddress, parseAddresses } from './addresses.ts';
import { HOW_TO_START } from './unreachable.ts';

const silence = () => {};
const silent: Logger = { error: silence, warn: silence, info: silence, debug: silence };

/**
 * A session with a coordination service.
 * @param connect `host:port[,host:port…][/chroot]`
 * @throws InvalidAddress, UserError
 */
export async function connectZooKeeper(
  connect: string,
  { connectionTimeout = 5_000, sessionTimeout = 30_000 } = {},
): Promise<ZooKeeperClient> {
  const { servers, chroot } = readConnectString(connect);
  try {
    return await ZooKeeperClient.connect({
      ...{ servers, chroot, connectionTimeout, sessionTimeout },
      transport: tcpTransport(),
      clock: systemClock(),
      random: systemRandom(),
      logger: silent,
    });
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error;
    throw new UserError(
      `No ZooKeeper answers at ${servers.map(formatAddress).join(',')}. Is the cluster running? ${HOW_TO_START} with ZooKeeper at localhost:2181.`,
    );
  }
}

/**
 * The brokers that are registered in ZooKeeper, as `--zookeeper` finds them.
 * @param protocol the security protocol whose listeners are wanted
 * @throws InvalidAddress, UserError
 */
export async function brokersInZooKeeper(connect: string, protocol: string): Promise<Address[]> {
  const client = await connectZooKeeper(connect);
  try {
    const { children } = await client.getChildren('/brokers/ids');
    const brokers = await Promise.all(
      children.map(async (id) => {
        const { data } = await client.getData(`/brokers/ids/${id}`);
        return listenersOf(new TextDecoder().decode(data ?? new Uint8Array()), protocol);
      }),
    );
    if (children.length === 0)
      throw new UserError(`No broker is registered in ZooKeeper at ${connect}.`);
    const addresses = brokers.flat();
    if (addresses.length > 0) return addresses;
    throw new UserError(`No broker in ZooKeeper at ${connect} listens for ${protocol}.`);
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error;
    const message =
      error.code === 'NONODE'
        ? `No Kafka cluster in ZooKeeper at ${connect}: there is no /brokers/ids.`
        : error.message;
    throw new UserError(message);
  } finally {
    await client.close();
  }
}

/** The addresses for a protocol in a broker's registration (Kafka's BrokerIdZNode). */
function listenersOf(registration: string, protocol: string): Address[] {
  const { endpoints = [], listener_security_protocol_map: protocols = {} } = JSON.parse(
    registration,
  ) as { endpoints?: string[]; listener_security_protocol_map?: Record<string, string> };
  return endpoints
    .filter((endpoint) => {
      const [listener = ''] = endpoint.split('://');
      return (protocols[listener] ?? listener) === protocol;
    })
    .flatMap(parseAddresses);
}

function readConnectString(text: string) {
  try {
    return parseConnectString(text);
  } catch (error) {
    throw new InvalidAddress((error as Error).message);
  }
}
