import { expect, test } from 'vitest';
import { nextFreePorts } from '../../../server/node/free-port.ts';
import { ListenError, type Transport } from '../../../server/ports/transport.ts';

/** Ports of which these are taken; `asked` collects those that were tried. */
function portsBut(...taken: number[]): { transport: Transport; asked: number[] } {
  const asked: number[] = [];
  const transport: Transport = {
    listen: async (address) => {
      asked.push(address.port);
      if (taken.includes(address.port)) throw new ListenError('in-use', address, 'taken');
      return { address, close: async () => {} };
    },
    connect: () => Promise.reject(new Error('nobody connects here')),
  };
  return { transport, asked };
}

const wanted = { host: 'localhost', port: 9092, count: 1, except: new Set<number>() };

test.each<
  [what: string, change: Partial<typeof wanted>, taken: number[], first: number | undefined]
>([
  ['the next one', {}, [], 9093],
  ['one that nobody has', {}, [9093, 9094], 9095],
  ['one that is not kept for something else', { except: new Set([9093]) }, [], 9094],
  ['three in a row', { count: 3 }, [9094, 9097], 9098],
  ['three in a row around what is kept', { count: 3, except: new Set([9095]) }, [], 9096],
  ['none where there are no more', { port: 65_534, count: 3 }, [], undefined],
])('finds %s', async (_what, change, taken, first) => {
  const { transport } = portsBut(...taken);
  expect(await nextFreePorts(transport, { ...wanted, ...change })).toBe(first);
});

test('gives up when many are taken, and asks for none that is kept', async () => {
  const all = Array.from({ length: 200 }, (_, at) => 9093 + at);
  const { transport, asked } = portsBut(...all);
  const except = new Set([9100]);
  expect(await nextFreePorts(transport, { ...wanted, except })).toBeUndefined();
  expect(asked).not.toContain(9100);
  expect(asked).toHaveLength(99);
});
