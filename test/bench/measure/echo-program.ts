// `echo-program.ts` sends back what it gets; `echo-program.ts PORT RATE SECONDS` has that done with 1 KB
// at a time and prints the milliseconds that each took: what the machine itself takes for two processes
// to exchange a message there and back.

import { connect, createServer } from 'node:net';
import { pace } from './pace.ts';

const MESSAGE_BYTES = 1000;
const [port, rate, seconds] = process.argv.slice(2).map(Number);

if (port === undefined) {
  const server = createServer({ noDelay: true }, (socket) => socket.pipe(socket));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') {
      process.stdout.write(`echo ready ${address.port}\n`);
    }
  });
} else {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const sent: number[] = [];
  const latencies: number[] = [];
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
    const now = performance.now();
    while (received >= (latencies.length + 1) * MESSAGE_BYTES) {
      latencies.push(now - sent[latencies.length]!);
    }
    if (latencies.length < rate! * seconds!) return;
    process.stdout.write(`${JSON.stringify(latencies)}\n`, () => process.exit(0));
  });
  await pace(rate!, rate! * seconds!, () => {
    sent.push(performance.now());
    socket.write(Buffer.alloc(MESSAGE_BYTES));
  });
}
