// A client of the cluster host's control channel, as the extension is one.

import { connect, type Socket } from 'node:net';
import {
  type ClusterStatus,
  CONTROL_PROTOCOL_VERSION,
  type ControlEvent,
  type ControlMethod,
  type ControlMethods,
  type ControlResponse,
} from '../../server/contract/control.ts';

export class ControlClient {
  /** Every event that has arrived, oldest first. */
  readonly events: ControlEvent[] = [];
  readonly socket: Socket;
  /** Settles when the connection has ended. */
  readonly closed: Promise<void>;
  readonly #answers = new Map<number, (response: ControlResponse) => void>();
  #id = 0;
  #partial = '';

  /** Connects, without `hello`. @throws Error when nothing listens at `path`. */
  static async connect(path: string): Promise<ControlClient> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new ControlClient(socket);
  }

  /** Connects and says `hello`. */
  static async attach(path: string): Promise<ControlClient> {
    const client = await ControlClient.connect(path);
    await client.request('hello', { protocol: CONTROL_PROTOCOL_VERSION });
    return client;
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        for (const [id, answer] of this.#answers) {
          answer({ id, error: { kind: 'other', message: 'the connection ended' } });
        }
        resolve();
      });
    });
  }

  /** @throws Error with the failure's message, and the failure as `cause`. */
  async request<M extends ControlMethod>(
    method: M,
    params: ControlMethods[M]['params'],
  ): Promise<ClusterStatus> {
    this.#id += 1;
    const id = this.#id;
    const response = await new Promise<ControlResponse>((resolve) => {
      this.#answers.set(id, resolve);
      this.socket.write(`${JSON.stringify({ id, method, params })}\n`);
    });
    if ('error' in response) throw new Error(response.error.message, { cause: response.error });
    return response.result;
  }

  close(): Promise<void> {
    this.socket.end();
    return this.closed;
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as ControlEvent | ControlResponse;
      if ('event' in message) this.events.push(message);
      else {
        const answer = this.#answers.get(message.id);
        this.#answers.delete(message.id);
        answer?.(message);
      }
    }
  }
}
