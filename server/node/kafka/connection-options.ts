import type { ConnectionOptions } from '@platformatic/kafka';
import { intProperty, longProperty, type Properties } from './properties.ts';
import { readSecurity } from './security.ts';

/** What a client's configuration says of connections: TLS, SASL and time limits. @throws UserError */
export async function connectionOptions(properties: Properties): Promise<ConnectionOptions> {
  return {
    ...(await readSecurity(properties)),
    connectTimeout: longProperty(properties, 'socket.connection.setup.timeout.ms', 10_000),
    requestTimeout: intProperty(properties, 'request.timeout.ms', 30_000),
  };
}
