// How long the frames of the messages panel take, in a browser that draws with the processor: `node test/bench/messages-panel.ts
// [RECORDS]`. `work` is what the page does for a frame, from its beginning until it is laid out and handed over to be drawn, and
// should stay below 16 ms; `gap` is from one frame to the next, which nothing may make longer than 100 ms. On a busy machine look at
// how much worse they are than where nothing happens, and at the page's processor time.

import type { Page } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { earliest } from '../harness/messages/kept-messages.ts';
import { MessagesPage } from '../harness/messages/messages-page.ts';
import { percentile } from './measure/percentiles.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

/** How long each situation is looked at, in milliseconds. */
const SPAN = 5000;
/** Records a second that come where some do. */
const RATE = 10_000;

const records = Number(process.argv[2] ?? 1_000_000);

/** What goes on while the frames are looked at, until it is told to stop. */
type Doing = (page: Page, goesOn: () => boolean) => Promise<void>;

const nothing: Doing = async () => {};

const byWheel: Doing = async (page, goesOn) => {
  while (goesOn()) {
    await page.mouse.wheel(0, 240);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
};

const byScrollbar: Doing = async (page, goesOn) => {
  const grid = page.getByRole('grid');
  for (let step = 0; goesOn(); step = (step + 0.004) % 1) {
    await grid.evaluate((element, step) => {
      element.scrollTop = element.scrollHeight * step;
    }, step);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
};

/** Clicks on a row, so that it is to stay where it is. */
const selected: Doing = async (page) => {
  const box = await page.getByRole('grid').boundingBox();
  await page.mouse.click(400, (box?.y ?? 0) + 120);
};

async function measure(name: string, rate: number, doing: Doing): Promise<Row> {
  const browser = await startBrowser();
  try {
    const topic = { records, rate, spacing: 2 };
    const panel = await MessagesPage.open(browser, {
      width: 1280,
      height: 820,
      topic,
      state: earliest,
    });
    const { page } = panel;
    await page
      .getByRole('grid')
      .and(page.locator('[aria-rowcount="1"]'))
      .waitFor({ state: 'detached' });
    const box = await page.getByRole('grid').boundingBox();
    await page.mouse.move(640, (box?.y ?? 0) + 200);
    await page.waitForTimeout(500);
    const cdp = await page.context().newCDPSession(page);
    // In seconds of the processor, which do not depend on what else the machine does.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0;
    };
    await page.evaluate(watchFrames);
    const before = await busy();
    let isOver = false;
    const done = doing(page, () => !isOver);
    await page.waitForTimeout(SPAN);
    const used = (await busy()) - before;
    isOver = true;
    await done;
    const { gaps, work } = (await page.evaluate('window.frames_')) as Frames;
    const late = gaps.filter((gap) => gap > 25).length;
    return {
      situation: name,
      frames: gaps.length,
      'work, median ms': rounded(percentile(work, 0.5)),
      'work, p99 ms': rounded(percentile(work, 0.99)),
      'gap, median ms': rounded(percentile(gaps, 0.5)),
      'gap, most ms': rounded(Math.max(...gaps)),
      'late frames': late,
      'busy, ms of processor each frame': rounded((used * 1000) / gaps.length),
    };
  } finally {
    await browser.close();
  }
}

interface Frames {
  readonly gaps: number[];
  readonly work: number[];
}

/** Runs in the page: notes each frame. A message that is sent in a frame arrives when it has been laid out. */
const watchFrames = `
  window.frames_ = { gaps: [], work: [] };
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let began = 0;
  port2.onmessage = () => window.frames_.work.push(performance.now() - began);
  const frame = (now) => {
    began = performance.now();
    window.frames_.gaps.push(now - last);
    last = now;
    port1.postMessage(0);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });`;

const rows: Row[] = [];
for (const [name, rate, doing] of [
  ['nothing', 0, nothing],
  ['scrolling by wheel', 0, byWheel],
  ['dragging the scrollbar', 0, byScrollbar],
  [`${RATE} a second`, RATE, nothing],
  [`${RATE} a second, one selected`, RATE, selected],
  [`${RATE} a second, scrolling by wheel`, RATE, byWheel],
] as const) {
  rows.push(await measure(name, rate, doing));
}
console.log(formatTable(rows));
