// A token endpoint on this machine (RFC 6749, 4.4), as an identity provider has one.

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TokenAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a client has asked for. */
export interface TokenRequest {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

export class TokenEndpoint {
  readonly url: string;
  /** All of them, in their order. */
  readonly requests: TokenRequest[] = [];
  readonly #close: () => void;

  /** @param answer says what comes of a request */
  static async start(answer: (request: TokenRequest) => TokenAnswer): Promise<TokenEndpoint> {
    const server = createServer(async (request, response) => {
      const asked = await requestOf(request);
      endpoint.requests.push(asked);
      const { status, body } = answer(asked);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const endpoint = new TokenEndpoint(`http://127.0.0.1:${port}/token`, () => {
      server.close();
      server.closeAllConnections();
    });
    return endpoint;
  }

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.#close = close;
  }

  stop(): void {
    this.#close();
  }
}

/** One that gives tokens to this client alone. */
export function tokensFor(
  client: { readonly id: string; readonly secret: string },
  token: () => { readonly text: string; readonly seconds: number },
): (request: TokenRequest) => TokenAnswer {
  const login = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  return ({ authorization }) => {
    if (authorization !== login) {
      return { status: 401, body: JSON.stringify({ error: 'invalid_client' }) };
    }
    const { text: access_token, seconds: expires_in } = token();
    return {
      status: 200,
      body: JSON.stringify({ access_token, expires_in, token_type: 'Bearer' }),
    };
  };
}

async function requestOf(request: IncomingMessage): Promise<TokenRequest> {
  return {
    method: request.method,
    authorization: request.headers.authorization,
    form: Object.fromEntries(new URLSearchParams(await text(request))),
  };
}
