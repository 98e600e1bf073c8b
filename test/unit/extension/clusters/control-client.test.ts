import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ControlClient,
  ControlError,
  type ControlListener,
} from '../../../../extension/clusters/control-client.ts';
import type { ClusterStatus, LogLine } from '../../../../server/contract/control.ts';
import { config, FakeHost, running, stopped } from './fake-host.ts';

let host: FakeHost;
const clients: ControlClient[] = [];

beforeEach(async () => {
  host = await FakeHost.start();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.dispose();
  await host.close();
});

async function attach() {
  const attached = await ControlClient.connect(host.path);
  clients.push(attached.client);
  return attached;
}

/** Collects what a client is told; `closed` resolves when the connection has gone. */
function listenTo(client: ControlClient) {
  const statuses: ClusterStatus[] = [];
  const lines: LogLine[] = [];
  const closed = new Promise<void>((resolve) => {
    const listener: ControlListener = {
      onStatus: (status) => statuses.push(status),
      onLog: (line) => lines.push(line),
      onClosed: resolve,
    };
    client.listen(listener);
  });
  return { statuses, lines, closed };
}

const line = (text: string): LogLine => ({ time: 1, level: 'info', source: 'host', text });

describe('a client', () => {
  test('introduces itself and is told how things are', async () => {
    host.answer = () => ({ result: running });
    const { greeting } = await attach();
    expect(greeting).toEqual(running);
    expect(host.requests).toEqual([{ id: 1, method: 'hello', params: { protocol: 2 } }]);
  });

  test('learns why it is refused', async () => {
    host.answer = () => ({ error: { kind: 'other', message: 'another version' } });
    await expect(ControlClient.connect(host.path)).rejects.toThrow('another version');
  });

  test('fails where no host listens', async () => {
    await expect(ControlClient.connect(`${host.path}x`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('gets each answer to its own request, in whatever order they come', async () => {
    const { client } = await attach();
    host.answer = () => undefined;
    const start = client.call('start', { config });
    const status = client.call('status', {});
    await expect.poll(() => host.requests.length).toBe(3);
    host.write(`${JSON.stringify({ id: 3, result: stopped })}\n`);
    host.write(`${JSON.stringify({ id: 2, result: running })}\n`);
    expect((await status).state).toBe('stopped');
    expect((await start).state).toBe('running');
    expect(host.requests[1]).toEqual({ id: 2, method: 'start', params: { config } });
  });

  test('gets failures with what the host knows of them', async () => {
    const { client } = await attach();
    const failure = { kind: 'port-in-use', message: 'taken', port: 9092, freePort: 9093 } as const;
    host.answer = () => ({ error: failure });
    const error = await client.call('start', { config }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ControlError);
    expect((error as ControlError).failure).toEqual(failure);
  });

  test('hears events, also those that came with the greeting', async () => {
    host.answer = () => {
      host.log(line('before'));
      return { result: stopped };
    };
    const { client } = await attach();
    const heard = listenTo(client);
    host.log(line('after'));
    host.status(running);
    await expect.poll(() => heard.statuses).toEqual([running]);
    expect(heard.lines.map(({ text }) => text)).toEqual(['before', 'after']);
  });

  test('puts messages together that arrive in pieces', async () => {
    const { client } = await attach();
    const heard = listenTo(client);
    const text = `${JSON.stringify({ event: 'log', line: line('grün ✓') })}\n`;
    const bytes = [...text];
    host.write(bytes.slice(0, 10).join(''));
    await new Promise((resolve) => setImmediate(resolve));
    host.write(bytes.slice(10).join(''));
    await expect.poll(() => heard.lines.length).toBe(1);
    expect(heard.lines[0]?.text).toBe('grün ✓');
  });
});

describe('when the connection ends', () => {
  test('what was asked fails, and the listener is told', async () => {
    const { client } = await attach();
    const heard = listenTo(client);
    host.answer = () => undefined;
    const answer = client.call('stop', {});
    await expect.poll(() => host.requests.length).toBe(2);
    host.hangUp();
    await expect(answer).rejects.toThrow('connection to the cluster host ended');
    await heard.closed;
    await expect(client.call('status', {})).rejects.toBeInstanceOf(ControlError);
  });

  test('a listener that comes later is told as well', async () => {
    const { client } = await attach();
    host.hangUp();
    await expect.poll(() => host.connections).toBe(0);
    await listenTo(client).closed;
  });

  test.each(['not JSON\n', '17\n'])('because of %j, it was no host', async (text) => {
    const { client } = await attach();
    const heard = listenTo(client);
    host.write(text);
    await heard.closed;
    await expect.poll(() => host.connections).toBe(0);
  });
});
