// A schema registry on loopback that knows what a test gives it, and counts what it is asked.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeSchema {
  readonly id: number;
  readonly subject: string;
  readonly version: number;
  readonly schema: string;
  readonly schemaType?: 'PROTOBUF' | 'JSON';
  readonly references?: readonly { name: string; subject: string; version: number }[];
}

export class FakeRegistry {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  readonly schemas: FakeSchema[] = [];
  /** `user:password` that it wants; none if absent. */
  credentials: string | undefined;
  /** Answers instead of what it knows. */
  answer: ((response: ServerResponse) => void) | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  /** The address, with the path that some registries are below of. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/apis/ccompat/v7`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').replace('/apis/ccompat/v7/', '');
    this.asked.push(path);
    const authorization = Buffer.from(this.credentials ?? '').toString('base64');
    if (this.answer !== undefined) this.answer(response);
    else if (
      this.credentials !== undefined &&
      request.headers.authorization !== `Basic ${authorization}`
    ) {
      respond(response, 401, { error_code: 401, message: 'Unauthorized' });
    } else {
      const found = this.#find(decodeURIComponent(path));
      if (found !== undefined) respond(response, 200, found);
      else respond(response, 404, { error_code: 40403, message: 'Schema not found' });
    }
  }

  #find(path: string): unknown {
    const versions = /^schemas\/ids\/(\d+)\/versions$/.exec(path);
    if (versions !== null) return this.schemas.filter(({ id }) => id === Number(versions[1]));
    const byId = /^schemas\/ids\/(\d+)$/.exec(path);
    if (byId !== null) {
      const found = this.schemas.find(({ id }) => id === Number(byId[1]));
      if (found === undefined) return undefined;
      const { schema, schemaType, references } = found;
      return { schema, schemaType, references };
    }
    const [, subject, version] = /^subjects\/(.+)\/versions\/(\w+)$/.exec(path) ?? [];
    const those = this.schemas.filter((each) => each.subject === subject);
    return version === 'latest'
      ? those.at(-1)
      : those.find((each) => each.version === Number(version));
  }
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
  response.end(JSON.stringify(body));
}
