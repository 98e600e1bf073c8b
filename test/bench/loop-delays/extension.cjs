// Writes each second how long the extension host's event loop was held up, a JSON object a line (`LoopDelay`), to the file of
// MILLRACE_LOOP_DELAYS.

const { appendFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const PERIOD_MS = 2;

exports.activate = () => {
  const delays = monitorEventLoopDelay({ resolution: PERIOD_MS });
  delays.enable();
  const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - PERIOD_MS);
  setInterval(() => {
    const delay = { pid: process.pid, p99: ms(delays.percentile(99)), most: ms(delays.max) };
    delays.reset();
    appendFileSync(process.env.MILLRACE_LOOP_DELAYS, `${JSON.stringify(delay)}\n`);
  }, 1000);
};
