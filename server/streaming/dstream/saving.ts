import { saveAsObjectFile, saveAsTextFile } from '../files/saving.ts';
import { Outputs } from './outputs.ts';

/** Operations that write each batch into a folder of its own, `prefix-TIME` or `prefix-TIME.suffix`, the time in milliseconds. */
export abstract class StreamSaving<T> extends Outputs<T> {
  /** Writes a line for each element, as `RDD.saveAsTextFile` does. A batch that runs again replaces what it has written. */
  saveAsTextFiles(prefix: string, suffix?: string): void {
    this.output('saveAsTextFiles', (rdd, time) =>
      saveAsTextFile(rdd, folderOf(prefix, time, suffix)),
    );
  }

  /** Writes a line of JSON for each element, as `RDD.saveAsObjectFile` does. */
  saveAsObjectFiles(prefix: string, suffix?: string): void {
    this.output('saveAsObjectFiles', (rdd, time) =>
      saveAsObjectFile(rdd, folderOf(prefix, time, suffix)),
    );
  }
}

function folderOf(prefix: string, time: number, suffix = ''): string {
  return `${prefix}-${time}${suffix === '' ? '' : `.${suffix}`}`;
}
