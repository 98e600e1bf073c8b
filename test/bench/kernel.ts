// How long a notebook's kernel takes from its start to the first result, what a cell takes once it is warm, and what
// interrupting an endless loop takes. `node test/bench/kernel.ts [STARTS [CELLS]]`

import { join } from 'node:path';
import { run } from '../harness/child.ts';
import { NotebookKernel } from '../harness/notebook-kernel.ts';
import { node } from '../harness/places.ts';
import { tempFolder } from '../harness/temp.ts';
import { formatTable, type Row } from './measure/table.ts';
import { millisecondsOf, timesRow } from './measure/times.ts';

export async function benchKernel(starts: number, cells: number): Promise<Row[]> {
  const folder = tempFolder('bench-kernel');
  const notebook = join(folder.path, 'book.stream.md');
  const emptyNode: number[] = [];
  const cold: number[] = [];
  const warm: number[] = [];
  const engine: number[] = [];
  const interrupted: number[] = [];
  try {
    for (let i = 0; i < starts; i++) {
      emptyNode.push(await millisecondsOf(() => run(node, ['-e', '0'])));
      const start = performance.now();
      const kernel = new NotebookKernel({ notebook });
      await kernel.run('cell 1', '1 + 1');
      cold.push(performance.now() - start);
      for (let n = 0; n < cells; n++) {
        const code = `const x: number = ${n};\nfunction f(y: number) { return x + y }\nf(1)`;
        warm.push(await millisecondsOf(() => kernel.run('cell 2', code)));
        const words =
          "await sc.parallelize(['a', 'b', 'a']).map((w) => [w, 1] as const).reduceByKey((a, b) => a + b).collect()";
        engine.push(await millisecondsOf(() => kernel.run('cell 3', words)));
      }
      interrupted.push(await timeOfInterrupt(kernel));
      await kernel.close();
    }
  } finally {
    folder.remove();
  }
  return [
    timesRow('kernel', 'Node alone, until it has ended', emptyNode),
    timesRow('kernel', 'from the start to the first result', cold),
    timesRow('kernel', 'a cell', warm),
    timesRow('kernel', 'a cell with a job of the engine', engine),
    timesRow('kernel', 'from the interrupt of a loop to its end', interrupted),
  ];
}

async function timeOfInterrupt(kernel: NotebookKernel): Promise<number> {
  const looping = kernel.start('cell 4', "console.log('stuck'); for (;;) {}");
  await kernel.until(() => looping.text !== '');
  return await millisecondsOf(async () => {
    kernel.interrupt('cell 4');
    await kernel.until(() => looping.success !== undefined);
  });
}

if (import.meta.main) {
  const [starts = 8, cells = 30] = process.argv.slice(2).map(Number);
  console.log(formatTable(await benchKernel(starts, cells)));
}
