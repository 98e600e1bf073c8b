/** A job that failed in a task; `cause` is what the user's function threw (Spark's SparkException). */
export class SparkException extends Error {
  override readonly name = 'SparkException';

  static ofTask(partition: number, stageId: number, cause: unknown): SparkException {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return new SparkException(
      `Job aborted due to stage failure: Task ${partition} in stage ${stageId}.0 failed 1 times, most recent failure: ${reason}`,
      { cause },
    );
  }
}
