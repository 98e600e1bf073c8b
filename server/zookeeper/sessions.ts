import type { Clock, Timer } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

/** Later than this by more than so many milliseconds, the process was not running: no client could be heard. */
const FROZEN_MS = 1_000;
const PASSWORD_BYTES = 16;

/** One client's session: what it must know to come back, and when it ends unless the client is heard. */
export class Session {
  readonly id: bigint;
  readonly password: Uint8Array;
  /** Milliseconds of silence after which it ends. */
  timeout: number;
  /** Monotonic time at which it ends; infinite while someone in this process holds it. */
  deadline = Number.POSITIVE_INFINITY;
  /** Whoever speaks for the session now, told once when it no longer does. */
  holder: SessionHolder | undefined;

  constructor(id: bigint, password: Uint8Array, timeout: number) {
    this.id = id;
    this.password = password;
    this.timeout = timeout;
  }
}

export interface SessionHolder {
  /** The session has ended, or another connection has taken it over. */
  lost(reason: 'ended' | 'moved'): void;
}

/**
 * The sessions that live, and the timer that ends them. It keeps no promise about when exactly: not before
 * the session's timeout has passed in silence.
 */
export class Sessions {
  readonly #sessions = new Map<bigint, Session>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #expire: (session: Session) => void;
  #timer: Timer | undefined;
  #timerDue = Number.POSITIVE_INFINITY;

  /** `expire` is called for each session whose time is over; it is to remove it. */
  constructor(clock: Clock, random: Random, expire: (session: Session) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#expire = expire;
  }

  get size(): number {
    return this.#sessions.size;
  }

  all(): Iterable<Session> {
    return this.#sessions.values();
  }

  get(id: bigint): Session | undefined {
    return this.#sessions.get(id);
  }

  /** A new session, which lives until someone stops holding it or `heard` starts its time. */
  create(timeout: number): Session {
    const session = new Session(this.#freeId(), this.#random.bytes(PASSWORD_BYTES), timeout);
    this.#sessions.set(session.id, session);
    return session;
  }

  /** A session from before a restart: its client has the whole timeout to come back. */
  restore(session: Session): void {
    this.#sessions.set(session.id, session);
    this.heard(session);
  }

  /** Its client has just been heard. */
  heard(session: Session): void {
    session.deadline = this.#clock.monotonic() + session.timeout;
    if (session.deadline < this.#timerDue) this.#schedule(session.deadline);
  }

  remove(session: Session): void {
    this.#sessions.delete(session.id);
  }

  /** Ends the timer; the sessions live on in the store. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    // Nothing is to be scheduled again.
    this.#timerDue = Number.NEGATIVE_INFINITY;
  }

  #freeId(): bigint {
    for (;;) {
      const bytes = this.#random.bytes(8);
      // Positive, so that it is neither a container's owner nor one with a time to live, and never 0.
      const id =
        new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0) & 0x7fff_ffff_ffff_ffffn;
      if (id !== 0n && !this.#sessions.has(id)) return id;
    }
  }

  #schedule(due: number): void {
    this.#timer?.cancel();
    this.#timerDue = due;
    this.#timer = this.#clock.after(Math.max(0, due - this.#clock.monotonic()), () =>
      this.#onTimer(),
    );
  }

  #onTimer(): void {
    const now = this.#clock.monotonic();
    const late = now - this.#timerDue;
    this.#timerDue = Number.POSITIVE_INFINITY;
    if (late > FROZEN_MS) {
      // A laptop that slept must not end everybody's sessions on waking up: they begin anew.
      for (const session of this.#sessions.values()) {
        if (session.deadline !== Number.POSITIVE_INFINITY) session.deadline = now + session.timeout;
      }
    }
    let next = Number.POSITIVE_INFINITY;
    for (const session of [...this.#sessions.values()]) {
      if (session.deadline <= now) this.#expire(session);
      else next = Math.min(next, session.deadline);
    }
    if (next < this.#timerDue) this.#schedule(next);
  }
}
