// How long a window takes from a key to the picture with its letter.

import type { CDPSession, Page } from 'playwright-core';

/** Between two keys, in milliseconds: nobody types faster for long. */
const BETWEEN_KEYS_MS = 60;
const TEXT = 'the mill stands by the river and the river turns the wheel ';

export interface Typing {
  /** Of each key, in milliseconds, until the frame that shows it was made. */
  readonly latencies: readonly number[];
  /** Milliseconds per second in which the page's thread was held up for more than 50 at a time, less those 50. */
  readonly blockedMs: number;
  /** Milliseconds of processor time that the page's thread took per second. */
  readonly busyMs: number;
}

/** Types into what has the focus in a page, and knows what that took. */
export class Typist {
  readonly #page: Page;
  /** Processor time is counted as long as it is open. */
  readonly #session: CDPSession;

  static async at(page: Page): Promise<Typist> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.evaluate(watch);
    return new Typist(page, session);
  }

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  async type(seconds: number): Promise<Typing> {
    await this.#collected();
    const busyBefore = await this.#busyMs();
    const start = performance.now();
    for (let key = 0; performance.now() - start < seconds * 1000; key++) {
      await this.#page.keyboard.press(keyOf(key));
      const next = start + (key + 1) * BETWEEN_KEYS_MS;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    }
    const passed = (performance.now() - start) / 1000;
    const busyMs = ((await this.#busyMs()) - busyBefore) / passed;
    const { latencies, blocked } = await this.#collected();
    return { latencies, blockedMs: blocked / passed, busyMs };
  }

  async #busyMs(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  }

  /** What the page has collected since it was asked last. */
  #collected(): Promise<Collected> {
    return this.#page.evaluate(() => (window as unknown as TypingPage).collected());
  }
}

interface Collected {
  readonly latencies: number[];
  readonly blocked: number;
}

interface TypingPage {
  collected(): Collected;
}

/** Has the page tell how long keys take. Runs in the page. */
function watch(): void {
  let latencies: number[] = [];
  let blocked = 0;
  const { port1, port2 } = new MessageChannel();
  const made: number[] = [];
  // A message that is sent from a frame's callback comes when the frame is made.
  port1.onmessage = () => {
    const now = performance.now();
    for (const at of made.splice(0)) latencies.push(now - at);
  };
  document.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        made.push(timeStamp);
        port2.postMessage(undefined);
      });
    },
    true,
  );
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blocked += duration - 50;
  }).observe({ type: 'longtask' });
  (window as unknown as TypingPage).collected = () => {
    const collected = { latencies, blocked };
    latencies = [];
    blocked = 0;
    return collected;
  };
}

/** A line of text, again and again. */
function keyOf(index: number): string {
  const at = index % (TEXT.length + 1);
  return at === TEXT.length ? 'Enter' : TEXT[at]!.replace(' ', 'Space');
}
