/**
 * The cluster host process: `cluster-host --control PATH [--grace MS] [--log-level LEVEL]`.
 *
 * It serves the control channel at PATH and runs a cluster when a client asks for one. It prints one line
 * when it serves (or finds that another host does, and exits with 0), and ends by itself, stopping the
 * cluster, when no client has been attached for the grace period: a window that reloads finds it again,
 * and no host outlives the last window.
 */
import { parseArgs } from 'node:util';
import type { LogLevel } from '../contract/control.ts';
import { logWriter } from '../node/log-writer.ts';
import { systemClock } from '../node/system-clock.ts';
import { ControlServer } from './control-server.ts';
import { createClusterHost } from './local-cluster.ts';
import { LogHistory } from './log-history.ts';

const DEFAULT_GRACE_MS = 5_000;
/** How long clients may take to read the last that was sent to them. */
const FAREWELL_MS = 1_000;

async function main(): Promise<void> {
  const { control: path, grace, level } = readArguments();
  // Windows that end take their ends of our pipes with them.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  const clock = systemClock();
  const log = new LogHistory();
  const logger = logWriter({ source: 'host', level, clock, sink: log.sink });
  const { host } = createClusterHost({ logLevel: level, sink: log.sink });
  const server = await ControlServer.listen(path, {
    host,
    log,
    clock,
    graceMs: grace,
    onAbandoned: () => void endIfAbandoned(),
  });
  if (server === undefined) {
    process.stdout.write(`millrace-host exists control=${path}\n`);
    return;
  }
  process.stdout.write(`millrace-host ready control=${path} pid=${process.pid}\n`);

  /** The control channel stays open meanwhile: a window that comes back just then is welcome. */
  async function endIfAbandoned(): Promise<void> {
    await host.stop();
    if (server?.attached === 0) await end(0);
  }

  async function end(code: number): Promise<void> {
    clock.after(FAREWELL_MS, () => process.exit(code));
    await server?.close();
    process.exit(code);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void host.stop().then(() => end(0)));
  }
  process.on('uncaughtException', (error) => {
    logger.error(`the cluster host failed: ${error.stack ?? error}`);
    process.stderr.write(`${error.stack ?? error}\n`);
    void end(1);
  });
}

function readArguments(): { control: string; grace: number; level: LogLevel } {
  const { values } = parseArgs({
    options: {
      control: { type: 'string' },
      grace: { type: 'string', default: String(DEFAULT_GRACE_MS) },
      'log-level': { type: 'string', default: 'info' },
    },
  });
  const { control, 'log-level': level } = values;
  if (control === undefined) throw new Error('--control PATH is missing');
  const grace = Number(values.grace);
  if (!(grace >= 0)) throw new Error(`--grace must be milliseconds, not '${values.grace}'`);
  if (level !== 'error' && level !== 'warn' && level !== 'info' && level !== 'debug') {
    throw new Error(`--log-level must be error, warn, info or debug, not '${level}'`);
  }
  return { control, grace, level };
}

main().catch((error: Error) => {
  process.stderr.write(`cluster-host: ${error.message}\n`);
  process.exit(1);
});
