import { beforeEach, describe, expect, test } from 'vitest';
import { NetworkPeer, PeerError } from '../../../server/broker/peer.ts';
import type { Connection } from '../../../server/ports/transport.ts';
import {
  apiVersionsRequest,
  apiVersionsResponse,
} from '../../../server/protocol/api/18-api-versions.ts';
import { FrameReader } from '../../../server/protocol/framing.ts';
import { decodeRequestHeader, encodeResponse } from '../../../server/protocol/headers.ts';
import { ManualClock } from '../../harness/manual-clock.ts';
import { MemoryTransport } from '../../harness/memory-transport.ts';

/** Answers ApiVersions with the request's correlation id as the throttle time, unless told not to. */
class Server {
  readonly connections: Connection[] = [];
  requests = 0;
  silent = false;
  /** What is added to the correlation ids of answers. */
  shift = 0;
  answer = (correlationId: number): Uint8Array =>
    encodeResponse(apiVersionsResponse, 1, correlationId + this.shift, {
      errorCode: 0,
      apiKeys: [],
      throttleTimeMs: correlationId,
    });

  readonly serve = async (connection: Connection): Promise<void> => {
    this.connections.push(connection);
    const frames = new FrameReader(1000);
    try {
      for await (const chunk of connection) {
        for (const frame of frames.push(chunk)) {
          this.requests++;
          if (!this.silent)
            void connection.write(this.answer(decodeRequestHeader(frame).correlationId));
        }
      }
    } catch {
      // The test broke the connection.
    }
  };
}

describe('another broker', () => {
  const address = { host: '127.0.0.1', port: 9093 };
  let clock: ManualClock;
  let transport: MemoryTransport;
  let server: Server;
  let peer: NetworkPeer;

  beforeEach(async () => {
    clock = new ManualClock();
    transport = new MemoryTransport();
    server = new Server();
    await transport.listen(address, (connection) => void server.serve(connection));
    peer = new NetworkPeer({ transport, clock, address, clientId: '1', timeoutMs: 1000 });
  });

  const call = async () => {
    const answer = await peer.call(apiVersionsRequest, apiVersionsResponse, 1, {});
    return answer.throttleTimeMs;
  };

  test('answers calls in order, on one connection', async () => {
    expect(await Promise.all([call(), call(), call()])).toEqual([1, 2, 3]);
    expect(await call()).toBe(4);
    expect(server.connections).toHaveLength(1);
  });

  test('is connected to again after the connection broke', async () => {
    await call();
    server.silent = true;
    const broken = [call(), call()];
    await expect.poll(() => server.requests).toBe(3);
    transport.breakConnections();
    for (const each of broken) await expect(each).rejects.toThrow(PeerError);
    server.silent = false;
    expect(await call()).toBe(4);
    expect(server.connections).toHaveLength(2);
  });

  test('that closes the connection has not answered', async () => {
    server.silent = true;
    const unanswered = call();
    await expect.poll(() => server.requests).toBe(1);
    server.connections[0]?.close();
    await expect(unanswered).rejects.toThrow('broker at 127.0.0.1:9093: it closed the connection');
  });

  test('that cannot be reached is named', async () => {
    transport.reachable = false;
    await expect(call()).rejects.toThrow(
      new PeerError('broker at 127.0.0.1:9093: Nothing listens at 127.0.0.1:9093.'),
    );
    transport.reachable = true;
    expect(await call()).toBe(2);
  });

  test('that does not answer in time loses the connection, and the calls behind', async () => {
    await call();
    server.silent = true;
    const failed = [call(), call()].map((each) =>
      expect(each).rejects.toThrow('no answer to ApiVersionsRequest within 1000 ms'),
    );
    await expect.poll(() => server.requests).toBe(3);
    await clock.advance(1000);
    await Promise.all(failed);
    server.silent = false;
    expect(await call()).toBe(4);
  });

  test('whose answers come out of turn or cannot be read is not trusted', async () => {
    server.shift = 5;
    await expect(call()).rejects.toThrow('it answered request 6 out of turn');
    server.shift = 0;
    server.answer = (correlationId) => {
      const frame = encodeResponse(apiVersionsResponse, 1, correlationId, {
        errorCode: 0,
        apiKeys: [],
      });
      const cut = frame.slice(0, 10);
      new DataView(cut.buffer).setInt32(0, 6);
      return cut;
    };
    await expect(call()).rejects.toThrow(/its answer cannot be read \(.+\)$/);
  });

  test('that was closed is not called any more', async () => {
    server.silent = true;
    const unanswered = call();
    await expect.poll(() => server.requests).toBe(1);
    peer.close();
    await expect(unanswered).rejects.toThrow('it was closed');
    await expect(call()).rejects.toThrow('it was closed');
  });
});
