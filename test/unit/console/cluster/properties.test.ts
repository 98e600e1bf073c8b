import { expect, test } from 'vitest';
import { parseProperties } from '../../../../server/console/cluster/properties.ts';

test('a file of properties is read as Java reads it', () => {
  const text = String.raw`# a comment
! another
bootstrap.servers=localhost:9092
security.protocol : SASL_SSL
  sasl.mechanism PLAIN
list = one, \
       two
path=C:\\kafka\\ssl
key\ with\=odd\:letters=v
unicode=\u00e9\tx
equals=a=b
empty=
alone
`;
  expect(parseProperties(text)).toEqual({
    'bootstrap.servers': 'localhost:9092',
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'PLAIN',
    list: 'one, two',
    path: String.raw`C:\kafka\ssl`,
    'key with=odd:letters': 'v',
    unicode: 'é\tx',
    equals: 'a=b',
    empty: '',
    alone: '',
  });
});

test('lines may end as on Windows', () => {
  expect(parseProperties('a=1\r\nb=2 \\\r\n 3\r\n')).toEqual({ a: '1', b: '2 3' });
});
