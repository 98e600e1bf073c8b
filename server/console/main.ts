/** The `millrace` binary. */
import { ExitCode, type Terminal } from './command.ts';
import { millrace } from './millrace.ts';

const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait for a clean end.
    if (interruption.signal.aborted) process.exit(ExitCode.failed);
    interruption.abort();
  });
}
// A notebook's kernel that started this with a channel to itself, and is no more, leaves nobody who could end it.
process.once('disconnect', () => interruption.abort());
// A reader that has gone, as in `millrace … | head`, is no reason to fail, nor to leave a cluster untidily.
const unread = new AbortController();
process.stdout.on('error', () => unread.abort());
process.stderr.on('error', () => {});

const terminal: Terminal = {
  env: process.env,
  get input() {
    return process.stdin;
  },
  out: (line) => void process.stdout.write(`${line}\n`),
  write: (result) =>
    new Promise((resolve) => {
      if (unread.signal.aborted || process.stdout.write(result)) return resolve();
      const goOn = () => {
        process.stdout.off('drain', goOn);
        unread.signal.removeEventListener('abort', goOn);
        resolve();
      };
      process.stdout.on('drain', goOn);
      unread.signal.addEventListener('abort', goOn);
    }),
  err: (line) => void process.stderr.write(`${line}\n`),
  interrupted: interruption.signal,
  unread: unread.signal,
};

const args = process.argv.slice(2);
// What terminals name their tabs after, and `ps` shows: the tool, and not what runs it.
process.title = [...(/^(kafka|zookeeper)-/.test(args[0] ?? '') ? [] : ['millrace']), ...args].join(
  ' ',
);

void millrace(args, terminal).then((code) => {
  // Exits once what was printed has gone out, whatever handles are still open.
  process.stdout.write('', () => process.exit(code));
});
