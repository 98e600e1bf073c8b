import { describe, expect, test } from 'vitest';
import {
  accessThrough,
  accessTo,
  serversOf,
} from '../../../../server/node/kafka/selected-cluster.ts';

const secured = {
  ...{ id: 'p', name: 'Production', bootstrap: 'a.test:9093,b.test:9093', isRemote: true },
  properties: { 'security.protocol': 'SASL_SSL', 'sasl.password': 'hidden', 'client.rack': 'r1' },
  readOnly: true,
};

describe('servers of the selected cluster', () => {
  test.each(['a.test:9093,b.test:9093', 'b.test:9093', 'A.test:9093', 'SASL_SSL://a.test:09093'])(
    'are spoken to as it is: %s',
    (servers) => {
      expect(accessTo(servers, { acks: '1' }, secured)).toEqual({
        properties: { ...secured.properties, acks: '1' },
        readOnly: 'Production',
      });
    },
  );

  test('are spoken to as the program says, where that says how', () => {
    const given = { 'security.protocol': 'SASL_PLAINTEXT', 'sasl.username': 'ada' };
    expect(accessTo('a.test:9093', given, secured).properties).toEqual({
      ...given,
      'client.rack': 'r1',
    });
  });

  test('on this machine have two names', () => {
    const local = { id: 'l', name: 'Local', bootstrap: 'localhost:9092', properties: { a: 'b' } };
    expect(accessTo('127.0.0.1:9092', {}, local)).toEqual({ properties: { a: 'b' } });
  });
});

test('a cluster is spoken to by way of its own ZooKeeper as it is otherwise', () => {
  const own = { ...secured, zookeeper: 'localhost:2181' };
  const { properties, readOnly } = accessThrough('127.0.0.1:2181/kafka', { acks: '1' }, own);
  expect([properties, readOnly]).toEqual([{ ...secured.properties, acks: '1' }, 'Production']);
  const elsewhere = { properties: { acks: '1' } };
  expect(accessThrough('elsewhere.test:2181', { acks: '1' }, own)).toEqual(elsewhere);
  expect(accessThrough('localhost:2181', { acks: '1' }, secured)).toEqual(elsewhere);
});

test('no credentials go to a server that is not the cluster’s, be it among others that are', () => {
  expect(accessTo('elsewhere.test:9093', {}, secured)).toEqual({ properties: {} });
  expect(accessTo('elsewhere.test:9093,a.test:9093', {}, secured)).toEqual({
    properties: {},
    readOnly: 'Production',
  });
});

test('a cluster that cannot be spoken to says why, and what to do', () => {
  const stopped = { id: 'local', name: 'Local Cluster', bootstrap: '' };
  expect(() => serversOf(stopped)).toThrow(/^Local Cluster does not run\. Start it, or select/);
  expect(() => serversOf({ ...stopped, problem: 'It is gone.' })).toThrow(/^It is gone\.$/);
  expect(serversOf(secured)).toBe('a.test:9093,b.test:9093');
});
