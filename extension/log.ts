import * as vscode from 'vscode';
import type { LogLine } from '../server/contract/control.ts';

/** In milliseconds. No line takes so long to get here. */
const OLD = 1_000;

/** The output channel "Millrace": what the cluster host, its brokers and this extension report. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Millrace', { log: true });

  /**
   * A line of the cluster's, under its own level. The channel puts the present time before it; one from
   * before this window was attached says when it was.
   */
  add({ level, source, text, time }: LogLine): void {
    const isOld = Date.now() - time > OLD;
    const when = isOld ? `${new Date(time).toLocaleTimeString()} ` : '';
    this.#channel[level](`${when}[${source}] ${text}`);
  }

  debug(text: string): void {
    this.#channel.debug(text);
  }

  info(text: string): void {
    this.#channel.info(text);
  }

  error(text: string): void {
    this.#channel.error(text);
  }

  /** Shows the channel and leaves the focus where it is. */
  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
