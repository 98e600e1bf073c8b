import { connect, type Socket } from 'node:net';
import type {
  ClusterFailure,
  ClusterStatus,
  ControlEvent,
  ControlMethod,
  ControlMethods,
  ControlProtocolVersion,
  ControlResponse,
  LogLine,
} from '../../server/contract/control.ts';

/** Does not compile when the contract has moved on. */
const PROTOCOL_VERSION: ControlProtocolVersion = 2;

/** No message of the host comes near this; whatever sends a longer line is no cluster host. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** In milliseconds. A host answers the greeting at once, or hangs. */
const GREETING_TIMEOUT = 5_000;

/** A request that the cluster host refused, or that its end cut short. */
export class ControlError extends Error {
  readonly failure: ClusterFailure;

  constructor(failure: ClusterFailure) {
    super(failure.message);
    this.name = 'ControlError';
    this.failure = failure;
  }
}

/** What to tell the user of whatever went wrong. */
export function failureOf(error: unknown): ClusterFailure {
  if (error instanceof ControlError) return error.failure;
  return { kind: 'other', message: error instanceof Error ? error.message : String(error) };
}

/** Who hears what the host says unasked. */
export interface ControlListener {
  onStatus(status: ClusterStatus): void;
  onLog(line: LogLine): void;
  /** Called once, when the connection has gone, whoever ended it. */
  onClosed(): void;
}

interface Pending {
  resolve(status: ClusterStatus): void;
  reject(error: ControlError): void;
}

/** One connection to the cluster host. */
export class ControlClient {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #partial = '';
  #gone = false;
  #listener: ControlListener | undefined;
  /** What came before there was a listener: the host sends the log so far with its greeting. */
  #unheard: ControlEvent[] = [];

  /**
   * Connects and introduces itself; `greeting` is what the host says of the cluster.
   * @throws the socket's error (ENOENT, ECONNREFUSED) if no host listens at `path`.
   * @throws ControlError if the host is of another protocol version.
   */
  static async connect(path: string): Promise<{ client: ControlClient; greeting: ClusterStatus }> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const client = new ControlClient(socket);
    const timer = setTimeout(() => client.dispose(), GREETING_TIMEOUT);
    try {
      const greeting = await client.call('hello', { protocol: PROTOCOL_VERSION });
      return { client, greeting };
    } catch (error) {
      client.dispose();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#receive(text));
    // 'close' follows, which tells everyone.
    socket.on('error', () => {});
    socket.on('close', () => this.#onClose());
  }

  /** @throws ControlError with the host's reason, or if the connection ends before it answers. */
  call<M extends ControlMethod>(
    method: M,
    params: ControlMethods[M]['params'],
  ): Promise<ControlMethods[M]['result']> {
    if (this.#gone) return Promise.reject(connectionLost());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  /** Tells `listener` what the host has said and will say. */
  listen(listener: ControlListener): void {
    this.#listener = listener;
    for (const event of this.#unheard) this.#tell(event);
    this.#unheard = [];
    if (this.#gone) listener.onClosed();
  }

  /** Ends the connection; the cluster goes on as long as another window is attached. */
  dispose(): void {
    this.#socket.destroy();
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    if (this.#partial.length > LONGEST_LINE) this.dispose();
    for (const line of lines) {
      const message = parse(line);
      if (message === undefined) this.dispose();
      else this.#dispatch(message);
    }
  }

  #dispatch(message: ControlResponse | ControlEvent): void {
    if ('event' in message) {
      this.#tell(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('error' in message) pending?.reject(new ControlError(message.error));
    else pending?.resolve(message.result);
  }

  #tell(event: ControlEvent): void {
    if (this.#listener === undefined) this.#unheard.push(event);
    else if (event.event === 'status') this.#listener.onStatus(event.status);
    else this.#listener.onLog(event.line);
  }

  #onClose(): void {
    this.#gone = true;
    for (const { reject } of this.#pending.values()) reject(connectionLost());
    this.#pending.clear();
    this.#listener?.onClosed();
  }
}

function connectionLost(): ControlError {
  return new ControlError({ kind: 'other', message: 'The connection to the cluster host ended.' });
}

function parse(line: string): ControlResponse | ControlEvent | undefined {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null) return undefined;
    return message as ControlResponse | ControlEvent;
  } catch {
    return undefined;
  }
}
