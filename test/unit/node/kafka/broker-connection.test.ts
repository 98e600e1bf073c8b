import { expect, onTestFinished, test } from 'vitest';
import { BrokerConnection } from '../../../../server/node/kafka/broker-connection.ts';

test('needs nothing that Node has from version 22 on', async () => {
  const later = Object.getOwnPropertyDescriptor(Promise, 'withResolvers')!;
  Reflect.deleteProperty(Promise, 'withResolvers');
  onTestFinished(() => {
    Object.defineProperty(Promise, 'withResolvers', later);
  });
  const nowhere = { host: '127.0.0.1', port: 1 };
  await expect(BrokerConnection.open(nowhere, {}, 'test')).rejects.toThrow('nothing listens there');
});
