import {
  type GenericError,
  MultipleErrors,
  ProtocolError,
  ResponseError,
} from '@platformatic/kafka';

/**
 * The response, even if some of its items carry error codes: one partition without a leader must
 * not hide all the others.
 * @throws whatever is no such error.
 */
export async function tolerant<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof ResponseError) return error.response as T;
    throw error;
  }
}

/** One sentence for the user: the broker's own words where it sent any. */
export function sentence(error: unknown): string {
  if (error instanceof ProtocolError) {
    const own = error.serverErrorMessage;
    // Some brokers only repeat the code's name.
    return own && own !== error.apiId ? String(own) : `${error.message} (${error.apiId})`;
  }
  if (error instanceof MultipleErrors) {
    const [first] = error.errors;
    if (first !== undefined) return sentence(first);
  }
  if (error instanceof Error) {
    const cause = (error as GenericError).cause;
    return cause instanceof Error ? `${error.message} ${cause.message}` : error.message;
  }
  return String(error);
}

/** The sentence for an error code of a response's item. */
export function sentenceForCode(code: number, serverMessage: string | null = null): string {
  return sentence(new ProtocolError(code, serverMessage));
}
