import type { Measured } from '../../../contract/kafka-client/cluster.ts';

/** A sum that is made part by part, some of which may not be known. */
export class Sum {
  #value: number | null = null;
  #partial = false;

  /** `part` is undefined where it is not known. */
  add(part: number | undefined): void {
    if (part === undefined) this.#partial = true;
    else this.#value = (this.#value ?? 0) + part;
  }

  /** The sum of nothing is known to be 0, that of what is all unknown is not. */
  get measured(): Measured {
    if (this.#partial) return { value: this.#value, partial: true };
    return { value: this.#value ?? 0, partial: false };
  }
}
