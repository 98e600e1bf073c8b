import { connect as connectSocket, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import { type Connection, ListenError, type Listener } from '../../../server/ports/transport.ts';

const transport = tcpTransport();
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (chunk: Uint8Array | undefined) => new TextDecoder().decode(chunk);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** A listener and two ends of one connection to it. */
async function connected(): Promise<{
  listener: Listener;
  server: Connection;
  client: Connection;
}> {
  let accept!: (connection: Connection) => void;
  const accepted = new Promise<Connection>((resolve) => {
    accept = resolve;
  });
  const listener = await transport.listen({ host: '127.0.0.1', port: 0 }, accept);
  const client = await transport.connect(listener.address);
  const server = await accepted;
  open.push(listener, client, server);
  return { listener, server, client };
}

/** A plain socket to a listener, to see what really is on the wire. */
async function rawSocket(listener: Listener): Promise<Socket> {
  const socket = connectSocket({ ...listener.address, allowHalfOpen: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  open.push({ close: () => socket.destroy() });
  return socket;
}

async function readAll(connection: Connection): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of connection) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('connections', () => {
  test('carry bytes both ways and know their ends', async () => {
    const { listener, server, client } = await connected();
    expect(client.remote).toEqual(listener.address);
    expect(server.local).toEqual(listener.address);
    expect(server.remote).toEqual(client.local);

    void client.write(bytes('question'));
    const request = await server[Symbol.asyncIterator]().next();
    expect(text(request.value)).toBe('question');
    void server.write(bytes('answer'));
    const answer = await client[Symbol.asyncIterator]().next();
    expect(text(answer.value)).toBe('answer');
  });

  test('free the memory of a chunk that is given back', async () => {
    const { server, client } = await connected();
    void client.write(new Uint8Array(1000));
    const { value: chunk } = await server[Symbol.asyncIterator]().next();
    expect(chunk.length).toBeGreaterThan(0);
    server.release?.(chunk);
    expect(chunk.buffer.byteLength).toBe(0);
  });

  test('send what was written before close, then end the reader at the other side', async () => {
    const { server, client } = await connected();
    void server.write(bytes('first '));
    void server.write(bytes('last'));
    server.close();
    server.close();
    expect(await readAll(client)).toBe('first last');
    expect(await readAll(server)).toBe('');
  });

  test('answer a peer that has already finished sending', async () => {
    const { listener, server } = await connected();
    server.destroy();
    let answered!: Promise<string>;
    const echo = await transport.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
      answered = (async () => {
        for await (const chunk of connection) void connection.write(bytes(`got ${text(chunk)}`));
        return 'ended';
      })();
    });
    open.push(echo);
    const socket = await rawSocket(echo);
    expect(listener.address).not.toEqual(echo.address);
    socket.end('ruok');
    const received: Buffer[] = [];
    for await (const chunk of socket) received.push(chunk);
    expect(Buffer.concat(received).toString()).toBe('got ruok');
    expect(await answered).toBe('ended');
  });

  test('end the reader without an error when closed or destroyed here', async () => {
    const { server, client } = await connected();
    const reading = readAll(client);
    client.destroy();
    expect(await reading).toBe('');
    expect(client.write(bytes('to nobody'))).toBeUndefined();
    expect(await readAll(server).catch(() => '')).toBe('');
  });

  test('make the reader throw when the peer resets', async () => {
    let accepted!: Connection;
    const listener = await transport.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
      accepted = connection;
    });
    open.push(listener);
    const socket = await rawSocket(listener);
    await expect.poll(() => accepted).toBeDefined();
    const reading = readAll(accepted);
    socket.resetAndDestroy();
    await expect(reading).rejects.toThrow(
      /^The connection with 127\.0\.0\.1:\d+ broke: .*ECONNRESET/,
    );
  });

  test('end when the reader leaves its loop', async () => {
    const { server, client } = await connected();
    void client.write(bytes('one'));
    for await (const chunk of server) {
      expect(text(chunk)).toBe('one');
      break;
    }
    expect(await readAll(client)).toBe('');
  });

  test('hold the sender back while nobody reads, and lose nothing', async () => {
    const { server, client } = await connected();
    const block = Buffer.alloc(1024 * 1024, 'x');
    let sent = 0;
    let held: Promise<void> | undefined;
    // The system's own buffers take a few megabytes before the sender feels the reader's absence.
    while (held === undefined && sent < 256) {
      held = client.write(block);
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(held).toBeDefined();
    expect(sent).toBeLessThan(64);
    let received = 0;
    const reading = (async () => {
      for await (const chunk of server) received += chunk.length;
    })();
    await held;
    client.close();
    await reading;
    expect(received).toBe(sent * block.length);
  });

  test('release a writer whose peer has gone', async () => {
    const { server, client } = await connected();
    let held: Promise<void> | undefined;
    while (held === undefined) {
      held = server.write(Buffer.alloc(1024 * 1024));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.destroy();
    await held;
    expect(await readAll(server).catch((error: Error) => error.message)).toMatch(/^$|broke/);
  });
});

describe('listening', () => {
  test('means both families for localhost, with one port', async () => {
    let count = 0;
    const listener = await transport.listen({ host: 'localhost', port: 0 }, (connection) => {
      count += 1;
      connection.close();
    });
    open.push(listener);
    expect(listener.address.host).toBe('localhost');
    const { port } = listener.address;
    expect(await readAll(await transport.connect({ host: '127.0.0.1', port }))).toBe('');
    expect(count).toBe(1);
    const six = await transport.connect({ host: '::1', port }).catch(() => undefined);
    if (six !== undefined) expect(await readAll(six)).toBe('');
  });

  test('refuses a port in use, and frees it when closed', async () => {
    const first = await transport.listen({ host: '127.0.0.1', port: 0 }, () => {});
    const refused = transport.listen(first.address, () => {});
    await expect(refused).rejects.toBeInstanceOf(ListenError);
    await expect(refused).rejects.toMatchObject({
      reason: 'in-use',
      address: first.address,
      message: `Port ${first.address.port} on 127.0.0.1 is in use.`,
    });
    await first.close();
    const second = await transport.listen(first.address, () => {});
    await second.close();
  });

  test('refuses an address of another machine', async () => {
    const refused = transport.listen({ host: '192.0.2.1', port: 0 }, () => {});
    await expect(refused).rejects.toMatchObject({ reason: 'unavailable' });
  });

  test('leaves standing connections alone when closed', async () => {
    const { listener, server, client } = await connected();
    await listener.close();
    void server.write(bytes('still here'));
    server.close();
    expect(await readAll(client)).toBe('still here');
    await expect(transport.connect(listener.address)).rejects.toThrow(
      `Cannot connect to 127.0.0.1:${listener.address.port}: nothing listens there`,
    );
  });
});
