// How long the extension host of a VS Code under test is held up: what an extension of its own tells from inside.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../harness/child.ts';
import { root } from '../../harness/places.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

/** One second of an extension host. Milliseconds over the period of the timer that looks. */
export interface LoopDelay {
  readonly pid: number;
  readonly p99: number;
  readonly most: number;
}

export class LoopDelays {
  /** To be installed in the VS Code that is looked at. */
  readonly vsix: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: TempFolder;
  readonly #file: string;

  static async prepare(): Promise<LoopDelays> {
    const delays = new LoopDelays();
    const vsce = join(root, 'node_modules/.bin/vsce');
    const quietly = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
    await run(vsce, ['package', ...quietly, '--out', delays.vsix], {
      cwd: join(root, 'test/bench/loop-delays'),
    });
    return delays;
  }

  private constructor() {
    this.#folder = tempFolder('loop-delays');
    this.#file = join(this.#folder.path, 'delays');
    this.vsix = join(this.#folder.path, 'loop-delays.vsix');
    this.env = { MILLRACE_LOOP_DELAYS: this.#file };
  }

  /** All seconds until now. */
  read(): LoopDelay[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line): LoopDelay => JSON.parse(line));
  }

  remove(): void {
    this.#folder.remove();
  }
}
