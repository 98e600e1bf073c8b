import { describe, expect, onTestFinished, test } from 'vitest';
import { StreamingContext } from '../../../../server/streaming/context/streaming-context.ts';
import { KafkaUtils } from '../../../../server/streaming/kafka/kafka-utils.ts';
import {
  StreamTest,
  type StreamTestOptions,
} from '../../../../server/streaming/testing/stream-test.ts';
import { TestKafka } from '../../../../server/streaming/testing/test-kafka.ts';

function streamTest(options?: StreamTestOptions): StreamTest {
  const harness = new StreamTest(options);
  onTestFinished(() => harness.stop());
  return harness;
}

describe('a test of a stream', () => {
  test('sees what a program makes of each batch', async () => {
    const harness = streamTest();
    const lines = harness.input<string>();
    const lengths = harness.output(lines.flatMap((line) => line.split(' ')).map((w) => w.length));
    lines.push(['to be or', 'not'], [], ['to be']);
    await harness.advance(3);
    expect(lengths.batches).toEqual([[2, 2, 2, 3], [], [2, 2]]);
    expect(lengths.all).toEqual([2, 2, 2, 3, 2, 2]);
    expect(lengths.last).toEqual([2, 2]);
  });

  test('says when the batches were: at multiples of the batch duration', async () => {
    const harness = streamTest({ batchDuration: 0.5, start: 10_200 });
    const out = harness.output(harness.input());
    await harness.advance(2);
    expect(out.times).toEqual([10_500, 11_000]);
    expect(harness.time).toBe(11_000);
    await harness.sleep(0.4);
    expect(out.times).toHaveLength(2);
    await harness.sleep(0.1);
    expect(out.times).toHaveLength(3);
  });

  test('pushes into the next batch until that is taken', async () => {
    const harness = streamTest();
    const numbers = harness.input<number>();
    const out = harness.output(numbers);
    numbers.push([1], [2]);
    numbers.push([10], [20], [30]);
    await harness.advance();
    numbers.push([200]);
    await harness.advance(3);
    expect(out.batches).toEqual([[1, 10], [2, 20, 200], [30], []]);
  });

  test('sorts what is in no order of its own', async () => {
    const harness = streamTest();
    const words = harness.input<string>();
    const out = harness.output(words.countByValue());
    words.push(['b', 'a', 'b', 'c']);
    await harness.advance();
    expect(out.sorted).toEqual([
      [
        ['a', 1],
        ['b', 2],
        ['c', 1],
      ],
    ]);
  });

  test('reads what is printed', async () => {
    const harness = streamTest();
    harness.input<number>().pprint();
    await harness.advance();
    expect(harness.printed[0]).toContain('Time: 2024-01-01 00:00:01');
  });

  test('forgets what it has seen when it is told to', async () => {
    const harness = streamTest();
    const out = harness.output(harness.input());
    await harness.advance();
    out.clear();
    expect(out.batches).toEqual([]);
    expect(out.last).toBeUndefined();
  });
});

describe('a batch that fails', () => {
  test('fails the test, after the other batches have run', async () => {
    const harness = streamTest();
    const numbers = harness.input<number>();
    const out = harness.output(
      numbers.map((n) => {
        if (n === 13) throw new RangeError('unlucky');
        return n;
      }),
    );
    numbers.push([1], [13], [2]);
    await expect(harness.advance(3)).rejects.toThrow('unlucky');
    expect(out.batches).toEqual([[1], [2]]);
    expect(harness.failures).toHaveLength(1);
    expect(harness.failures[0]!.batchTime).toBe(Date.UTC(2024, 0, 1) + 2000);
    await harness.advance();
  });

  test('fails it likewise where no jobs can be made', async () => {
    const harness = streamTest();
    const out = harness.input().transform(() => {
      throw new Error('no jobs');
    });
    harness.output(out);
    await expect(harness.advance()).rejects.toThrow('no jobs');
  });
});

describe('time', () => {
  test('goes on for jobs that wait for it', async () => {
    const harness = streamTest();
    const ends: number[] = [];
    const { clock } = harness.environment;
    harness.input().foreachRDD(async () => {
      await new Promise<void>((resolve) => {
        clock.after(300, resolve);
      });
      ends.push(clock.now() - Date.UTC(2024, 0, 1));
    });
    await harness.advance(2);
    await harness.sleep(0.5);
    expect(ends).toEqual([1300, 2300]);
  });

  test('stands still while jobs wait for something else', async () => {
    const harness = streamTest();
    const times: number[] = [];
    harness.input().foreachRDD(async () => {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      times.push(harness.time);
    });
    await harness.advance();
    expect(times).toEqual([harness.time]);
  });
});

test('several run at a time, each in its own', async () => {
  const tests = [streamTest(), streamTest({ batchDuration: 2 })];
  const outs = tests.map((harness) => harness.output(harness.input()));
  await Promise.all(tests.map((harness) => harness.advance(3)));
  expect(outs.map(({ batches }) => batches.length)).toEqual([3, 3]);
  expect(StreamingContext.getActive()).toBeUndefined();
});

test('a program that puts nothing out is refused', async () => {
  const harness = streamTest();
  harness.input();
  await expect(harness.advance()).rejects.toThrow('No output operations registered');
});

describe('the world of a test', () => {
  test('has files', async () => {
    const { files } = streamTest();
    files.put('/in/a.txt', 'one');
    files.put('in/b.txt', new TextEncoder().encode('two'));
    expect(files.list('/in').map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
    await files.rename('/in', '/out/in');
    expect(files.paths).toEqual(['/out/in/a.txt', '/out/in/b.txt']);
    expect(files.text('/out/in/b.txt')).toBe('two');
    await files.write('/out/c', [Uint8Array.of(104), Uint8Array.of(105)]);
    const chunks: number[] = [];
    for await (const chunk of files.read('/out/c', 1)) chunks.push(...chunk);
    expect(chunks).toEqual([105]);
    await files.remove('/out/in');
    expect(files.paths).toEqual(['/out/c']);
    expect(files.stat('/out')).toMatchObject({ isFolder: true, name: 'out' });
    expect(files.stat('/in')).toBeUndefined();
    expect(() => files.list('/in')).toThrow('There is no folder /in');
  });

  test('has them for streams of files as well', async () => {
    const harness = streamTest();
    harness.files.put('/in/old.txt', 'from before', 0);
    const lines = harness.output(harness.ssc.textFileStream('/in'));
    await harness.advance();
    harness.files.put('/in/a.txt', 'one\ntwo\n');
    await harness.advance(2);
    expect(lines.batches).toEqual([[], ['one', 'two'], []]);
  });

  test('has a Kafka of its own, which goes on when the program is restarted', async () => {
    const harness = streamTest();
    const { kafka } = harness;
    kafka.topic('orders', 2);
    const params = { 'bootstrap.servers': 'anywhere', 'auto.offset.reset': 'earliest' };
    const program = ({ ssc }: StreamTest) => {
      const orders = KafkaUtils.createDirectStream(ssc, ['orders'], params);
      orders.mapValues((order) => JSON.parse(order).amount * 2).saveToKafka('doubled', params);
    };
    program(harness);
    kafka.append('orders', 1, ['ann', { amount: 4 }]);
    await harness.advance();
    expect(kafka.values('doubled')).toEqual(['8']);
    expect(kafka.records('doubled')[0]?.timestamp).toBe(harness.time);
    await harness.restart(program);
    kafka.append('orders', 0, ['bob', { amount: 5 }]);
    await harness.advance();
    expect(kafka.values('doubled')).toEqual(['8', '10']);
  });

  test('begins with what is in the Kafka that it is given', async () => {
    const kafka = new TestKafka().topic('words');
    kafka.append('words', 0, 'to', 'be');
    const harness = streamTest({ kafka });
    const params = { 'bootstrap.servers': 'anywhere', 'auto.offset.reset': 'earliest' };
    const words = harness.output(KafkaUtils.createDirectStream(harness.ssc, ['words'], params));
    await harness.advance();
    expect(words.last).toEqual([
      [null, 'to'],
      [null, 'be'],
    ]);
  });

  test('has no network, and says so', async () => {
    const { environment } = streamTest();
    await expect(environment.transport.connect({ host: 'localhost', port: 1 })).rejects.toThrow(
      'has no network',
    );
  });

  test('takes parts of another', () => {
    const { environment } = streamTest({ environment: { cores: 7 } });
    expect(environment.cores).toBe(7);
  });
});

describe('a restart', () => {
  const program = (harness: StreamTest) => {
    const words = harness.input<string>();
    const counts = harness.output(
      words
        .map((word) => [word, 1])
        .reduceByKeyAndWindow(
          (a, b) => a + b,
          (a, b) => a - b,
          3,
          1,
          2,
          ([, count]) => count > 0,
        ),
    );
    return { words, counts };
  };

  test('goes on from the checkpoint', async () => {
    const harness = streamTest();
    const first = program(harness);
    first.words.push(['a', 'b'], ['a'], ['c']);
    await harness.advance(2);
    expect(first.counts.sorted.at(-1)).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    const second = await harness.restart(program);
    await harness.advance();
    second.words.push(['d']);
    await harness.advance();
    expect(second.counts.sorted).toEqual([
      [
        ['a', 2],
        ['b', 1],
        ['c', 1],
      ],
      [
        ['a', 1],
        ['c', 1],
        ['d', 1],
      ],
    ]);
  });

  test('makes up for the batches that it missed', async () => {
    const harness = streamTest();
    program(harness).words.push(['a'], ['b'], ['c']);
    await harness.advance();
    const { counts } = await harness.restart(program, 2);
    expect(counts.sorted).toEqual([
      [
        ['a', 1],
        ['b', 1],
      ],
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
    ]);
  });

  test('runs a batch again that has failed', async () => {
    const harness = streamTest();
    let isBroken = true;
    const failing = (running: StreamTest) => {
      const words = running.input<string>();
      const seen: string[] = [];
      words.foreachRDD(async (rdd) => {
        if (isBroken) throw new Error('the database is away');
        seen.push(...(await rdd.collect()));
      });
      return { words, seen };
    };
    failing(harness).words.push(['a']);
    await expect(harness.advance()).rejects.toThrow('the database is away');
    isBroken = false;
    const { seen } = await harness.restart(failing);
    expect(seen).toEqual(['a']);
  });

  test('needs a checkpoint', async () => {
    const harness = streamTest({ checkpoint: false });
    expect(() => program(harness)).not.toThrow();
    await expect(harness.advance()).rejects.toThrow('The checkpoint directory has not been set.');
    await expect(harness.restart(program)).rejects.toThrow('without a checkpoint');
  });
});
