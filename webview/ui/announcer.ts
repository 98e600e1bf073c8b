/** The least time between two announcements of what goes on by itself, in milliseconds: nobody can listen to more. */
const PAUSE = 5000;

/** What a screen reader is told: what the user has done at once, what goes on by itself now and then. */
export class Announcer {
  /** What was said last. */
  said = '';
  readonly #onSaid: () => void;
  #waiting: string | undefined;
  #timer: number | undefined;

  constructor(onSaid: () => void) {
    this.#onSaid = onSaid;
  }

  /** Says it at once. */
  say(text: string): void {
    if (text === this.said) return;
    this.said = text;
    this.#onSaid();
  }

  /** Says it when nothing has been said for a while; only the last of what waits is said. */
  mention(text: string): void {
    this.#waiting = text;
    if (this.#timer !== undefined) return;
    this.#speak();
  }

  stop(): void {
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #speak(): void {
    const text = this.#waiting;
    this.#waiting = undefined;
    this.#timer = undefined;
    if (text === undefined) return;
    this.say(text);
    this.#timer = window.setTimeout(() => this.#speak(), PAUSE);
  }
}
