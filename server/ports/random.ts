/** Chance, as the core sees it. `node/` implements it with the system's generator, the simulation from its seed. */
export interface Random {
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A whole number in [0, bound). */
  below(bound: number): number;
}
