import type { Random } from '../../ports/random.ts';
import { FetchSession } from './fetch-session.ts';

/** A session that was used so lately does not give way (min.incremental.fetch.session.eviction.ms). */
const EVICTION_MS = 120_000;

/** The sessions of a broker; the longest unused gives way when there are too many (FetchSessionCache). */
export class FetchSessions {
  readonly #sessions = new Map<number, FetchSession>();
  readonly #random: Random;
  readonly #slots: () => number;

  constructor(random: Random, slots: () => number) {
    this.#random = random;
    this.#slots = slots;
  }

  get(id: number): FetchSession | undefined {
    return this.#sessions.get(id);
  }

  close(id: number): void {
    this.#sessions.get(id)?.close();
    this.#sessions.delete(id);
  }

  /**
   * Opens a session, or gives none when every slot is taken by one that was used within two minutes. That of
   * a follower is always opened: there are as many as brokers.
   */
  open(usesTopicIds: boolean, isFollower: boolean, now: number): FetchSession | undefined {
    const isFull = this.#sessions.size >= this.#slots() && !this.#evict(now);
    if (isFull && !isFollower) return undefined;
    const session = new FetchSession(this.#freeId(), usesTopicIds, now);
    this.#sessions.set(session.id, session);
    return session;
  }

  /** Marks the session as used; the map keeps the longest unused in front. */
  touch(session: FetchSession, now: number): void {
    session.lastUsed = now;
    this.#sessions.delete(session.id);
    this.#sessions.set(session.id, session);
  }

  #evict(now: number): boolean {
    for (const session of this.#sessions.values()) {
      if (now - session.lastUsed < EVICTION_MS) return false;
      this.close(session.id);
      return true;
    }
    return false;
  }

  #freeId(): number {
    for (;;) {
      const id = 1 + this.#random.below(0x7fff_fffe);
      if (!this.#sessions.has(id)) return id;
    }
  }
}

/** The next epoch of a session; it never becomes 0 again, which opens a session (FetchMetadata). */
export function nextEpoch(epoch: number): number {
  return epoch === 0x7fff_ffff ? 1 : epoch + 1;
}
