import type { BearerToken } from './token-endpoint.ts';

/** How much of its life a token is used for: less than what connections wait until they show another one (four fifths). */
const USED_FOR = 0.75;

/**
 * Tokens for connections as they are made and renewed: the same one until most of its life is over, then another. While no
 * other is to be had, it is used until it expires. What it returns rejects as `request` does.
 * @param request fetches a new one
 * @param now milliseconds since the epoch
 */
export function tokenSource(
  request: () => Promise<BearerToken>,
  now: () => number = Date.now,
): () => Promise<string> {
  let current: (BearerToken & { readonly useUntil: number }) | undefined;
  let asked: Promise<string> | undefined;
  const renew = async () => {
    try {
      const token = await request();
      const useUntil = now() + (token.expires - now()) * USED_FOR;
      current = { ...token, useUntil };
      return token.text;
    } catch (error) {
      if (current !== undefined && now() < current.expires) return current.text;
      throw error;
    } finally {
      asked = undefined;
    }
  };
  return async () => {
    if (current !== undefined && now() < current.useUntil) return current.text;
    // Connections to several brokers are made at the same time.
    asked ??= renew();
    return await asked;
  };
}
