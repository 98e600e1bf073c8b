import { expect, test } from 'vitest';
import { tokenSource } from '../../../../../server/node/kafka/oauth/token-source.ts';

/** Tokens that count, each for 100 ms, and a clock. */
function numbered() {
  let [now, count, isDown] = [0, 0, false];
  const request = async () => {
    if (isDown) throw new Error('down');
    return { text: `token ${++count}`, expires: now + 100 };
  };
  return {
    token: tokenSource(request, () => now),
    at: (time: number, down = false) => {
      now = time;
      isDown = down;
    },
  };
}

test('a token is used again until most of its life is over', async () => {
  const { token, at } = numbered();
  expect(await token()).toBe('token 1');
  at(74);
  expect(await token()).toBe('token 1');
  at(75);
  expect(await token()).toBe('token 2');
});

test('those who ask at the same time get the same', async () => {
  const { token, at } = numbered();
  expect(await Promise.all([token(), token()])).toEqual(['token 1', 'token 1']);
  at(80);
  expect(await Promise.all([token(), token()])).toEqual(['token 2', 'token 2']);
});

test('the old one is used until it expires while there is no other', async () => {
  const { token, at } = numbered();
  await token();
  at(99, true);
  expect(await token()).toBe('token 1');
  at(100, true);
  await expect(token()).rejects.toThrow('down');
  at(101);
  expect(await token()).toBe('token 2');
});
