import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type {
  ClusterConfig,
  ClusterFailure,
  ClusterStatus,
  ControlEvent,
  ControlRequest,
  LogLine,
} from '../../../../server/contract/control.ts';
import { tempFolder } from '../../../harness/temp.ts';

export const config: ClusterConfig = {
  brokers: 1,
  host: 'localhost',
  port: 9092,
  zookeeperPort: 2181,
  dataDirectory: null,
  overrides: {},
};

export const stopped: ClusterStatus = {
  state: 'stopped',
  pid: 7,
  brokers: [],
  bootstrap: '',
  zookeeper: '',
};

export const running: ClusterStatus = {
  ...stopped,
  state: 'running',
  config,
  brokers: [{ id: 1, state: 'running', host: 'localhost', port: 9092 }],
  bootstrap: 'localhost:9092',
  zookeeper: 'localhost:2181',
  startedAt: 1_000,
};

type Reply = { readonly result: ClusterStatus } | { readonly error: ClusterFailure };

/** The host's side of the control channel, which does what a test tells it. */
export class FakeHost {
  readonly path: string;
  readonly requests: ControlRequest[] = [];
  /** What it answers; no answer for undefined. */
  answer: (request: ControlRequest) => Reply | undefined = () => ({ result: stopped });
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #folder = tempFolder('fake-host');

  static async start(): Promise<FakeHost> {
    const host = new FakeHost();
    await once(host.#server, 'listening');
    return host;
  }

  private constructor() {
    this.path = join(this.#folder.path, 'control.sock');
    this.#server = createServer((socket) => this.#serve(socket)).listen(this.path);
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Sends to all, as it is. */
  write(text: string): void {
    for (const socket of this.#sockets) socket.write(text);
  }

  send(...events: ControlEvent[]): void {
    this.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }

  status(status: ClusterStatus): void {
    this.send({ event: 'status', status });
  }

  log(line: LogLine): void {
    this.send({ event: 'log', line });
  }

  /** Ends all connections, as a crash does. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
    this.#folder.remove();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setEncoding('utf8');
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (text: string) => {
      for (const line of text.split('\n').filter((each) => each !== '')) {
        const request: ControlRequest = JSON.parse(line);
        this.requests.push(request);
        const reply = this.answer(request);
        if (reply !== undefined) socket.write(`${JSON.stringify({ id: request.id, ...reply })}\n`);
      }
    });
  }
}
