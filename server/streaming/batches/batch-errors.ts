// What `awaitTermination` throws: which batch and which part of the program failed, and as `cause` why.

/** An output operation whose job failed. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  /** Milliseconds since the epoch. */
  readonly batchTime: number;
  /** The output operation's name, and its place among the program's. */
  readonly operation: string;

  constructor(batchTime: number, id: number, name: string, cause: unknown) {
    super(
      `Error running job streaming job ${batchTime} ms.${id} (output operation ${id}, ${name}): ${textOf(cause)}`,
      { cause },
    );
    this.batchTime = batchTime;
    this.operation = `${name}#${id}`;
  }
}

/** A batch that no jobs could be made for. */
export class GenerationFailed extends Error {
  override readonly name = 'GenerationFailed';
  readonly batchTime: number;

  constructor(batchTime: number, cause: unknown) {
    super(`Error generating jobs for time ${batchTime} ms: ${textOf(cause)}`, { cause });
    this.batchTime = batchTime;
  }
}

/** A stream that could not make its RDD of a batch, by what checkpoints and dashboards know it by. */
export class StreamFailed extends Error {
  override readonly name = 'StreamFailed';
  readonly stream: string;

  constructor(stream: string, cause: unknown) {
    super(`${stream}: ${textOf(cause)}`, { cause });
    this.stream = stream;
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
