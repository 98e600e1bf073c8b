// Our console producer, console consumer and performance tests beside Kafka's.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child } from '../harness/child.ts';
import { type MillraceProcess, startMillrace } from '../harness/millrace.ts';
import { inDist, node } from '../harness/places.ts';
import { missing, need } from '../harness/requirements.ts';
import { type TempFolder, tempFolder } from '../harness/temp.ts';
import { runOurs } from './console/tool-runners.ts';
import { KafkaTools, type Tool } from './kafka/kafka-tools.ts';

let folder: TempFolder;
let millrace: MillraceProcess;
let tools: KafkaTools;
beforeAll(async () => {
  folder = tempFolder('console-data');
  millrace = await startMillrace();
  if (missing('java') === undefined) tools = await KafkaTools.start('4.1.0');
});
afterAll(async () => {
  tools?.stop();
  await millrace?.stop();
  folder?.remove();
});

const at = (args: readonly string[]) => ['--bootstrap-server', millrace.bootstrap, ...args];
const ours = (tool: Tool, args: readonly string[], stdin?: string) =>
  runOurs(tool, at(args), stdin);
const theirs = (tool: Tool, args: readonly string[], stdin?: string) =>
  tools.run(tool, at(args), stdin);

/** Everything about a topic's first messages but their times. */
const everything = [
  ...['--property', 'print.key=true', '--property', 'print.headers=true'],
  ...['--property', 'print.offset=true', '--property', 'print.partition=true'],
  ...['--property', 'null.literal=∅'],
];
const beginning = (topic: string, count: number) => [
  ...['--topic', topic, '--from-beginning', '--max-messages', String(count)],
  ...['--timeout-ms', '20000'],
];

const producers: readonly (readonly [what: string, args: readonly string[], stdin: string])[] = [
  ['lines', [], 'one\n\nzwölf € 😀\r\nlast without an end'],
  ['keys', ['--property', 'parse.key=true'], 'k1\tv1\nk2\tv\t2\n\tno key\n'],
  [
    'headers and keys',
    ['--property', 'parse.headers=true', '--property', 'parse.key=true'],
    'h1:v1,h2:v2\tk\tv\nh1:a,h1:b\tk\tv\n',
  ],
  [
    'other separators',
    [
      ...['--property', 'parse.headers=true', '--property', 'parse.key=true'],
      ...['--property', 'key.separator=|', '--property', 'headers.delimiter=!'],
      ...['--property', 'headers.separator=&', '--property', 'headers.key.separator=='],
    ],
    'h1=v1&h2=v2!k|v\n',
  ],
  [
    'nulls',
    [
      ...['--property', 'parse.headers=true', '--property', 'parse.key=true'],
      ...['--property', 'null.marker=NULL'],
    ],
    'h:NULL\tNULL\tNULL\nNULL\tk\tv\n',
  ],
  [
    'errors that are ignored',
    ['--property', 'parse.key=true', '--property', 'ignore.error=true'],
    'no key\nk\tv\n',
  ],
  ['an error that is not, behind a good line', ['--property', 'parse.key=true'], 'k\tv\nno key\n'],
  ['gzip by default', ['--compression-codec'], 'one\ntwo\n'],
  ['zstd, one by one', ['--compression-codec', 'zstd', '--sync', '--timeout', '1'], 'one\ntwo\n'],
  ['the leader’s word', ['--request-required-acks', '1', '--batch-size', '1'], 'a\nb\nc\n'],
  ['nobody’s word', ['--request-required-acks', '0'], 'a\nb\nc\n'],
  ['--producer-property', ['--producer-property', 'linger.ms=0', '--timeout', '0'], 'a\n'],
];

test.for(producers.map(([what, ...rest], index) => [what, index, ...rest] as const))(
  'the producers: %s',
  async ([, index, args, stdin], context) => {
    need(context, 'java');
    const outcomes = [];
    for (const [name, run] of [
      ['ours', ours],
      ['java', theirs],
    ] as const) {
      const topic = `${name}-produced-${index}`;
      const { code, stdout } = await run(
        'kafka-console-producer',
        ['--topic', topic, ...args],
        stdin,
      );
      const { stdout: offsets } = await ours('kafka-get-offsets', ['--topic', topic]);
      const count = Number(offsets.trim().split(':').at(-1));
      expect(count).toBeGreaterThan(0);
      const read = await ours('kafka-console-consumer', [
        ...beginning(topic, count),
        ...everything,
      ]);
      outcomes.push({ code, stdout, messages: read.stdout });
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
  },
);

const consumers: readonly (readonly [what: string, args: readonly string[]])[] = [
  ['values', []],
  ['all columns', [...everything, '--property', 'print.timestamp=true']],
  [
    'other separators',
    [
      ...[...everything, '--property', 'key.separator= | ', '--property', 'line.separator=;\n'],
      ...['--property', 'headers.separator= & ', '--property', 'print.value=false'],
    ],
  ],
  ['one partition from an offset', ['--partition', '0', '--offset', '3', '--max-messages', '2']],
  ['one partition from its beginning', ['--partition', '0', '--offset', 'earliest']],
  ['committed messages', ['--isolation-level', 'read_committed']],
  ['a pattern', ['--include', 'read-by-b.*']],
  [
    'a formatter that logs',
    ['--formatter', 'org.apache.kafka.tools.consumer.LoggingMessageFormatter'],
  ],
  [
    'a formatter that prints nothing',
    ['--formatter', 'org.apache.kafka.tools.consumer.NoOpMessageFormatter'],
  ],
  ['numbers', ['--value-deserializer', 'org.apache.kafka.common.serialization.LongDeserializer']],
  [
    'bytes that are no numbers',
    ['--value-deserializer', 'org.apache.kafka.common.serialization.IntegerDeserializer'],
  ],
  [
    'bytes that are no numbers, skipped',
    [
      ...['--value-deserializer', 'org.apache.kafka.common.serialization.IntegerDeserializer'],
      '--skip-message-on-error',
    ],
  ],
];

describe('the consumers', () => {
  const topic = 'read-by-both';
  const input = Array.from({ length: 6 }, (_, i) => `h:${i}\tk${i}\t8 bytes${i}\n`).join('');
  beforeAll(async () => {
    const properties = ['--property', 'parse.key=true', '--property', 'parse.headers=true'];
    await ours('kafka-console-producer', ['--topic', topic, ...properties], input);
  });

  test.for(consumers)('print %s', async ([, args], context) => {
    need(context, 'java');
    const command = [
      ...(args.includes('--include') ? [] : ['--topic', topic]),
      ...(args.includes('--offset') ? [] : ['--from-beginning']),
      ...(args.includes('--max-messages') ? [] : ['--max-messages', '6']),
      ...['--timeout-ms', '20000', ...args],
    ];
    const [mine, java] = [
      await ours('kafka-console-consumer', command),
      await theirs('kafka-console-consumer', command),
    ];
    expect({ code: mine.code, stdout: mine.stdout }).toEqual({
      code: java.code,
      stdout: java.stdout,
    });
    const processed = /Processed a total of \d+ messages/;
    expect(processed.exec(mine.stderr)?.[0]).toBe(processed.exec(java.stderr)?.[0]);
  });

  test('print what coordinators wrote', async (context) => {
    need(context, 'java');
    const group = ['--group', 'offsets-to-print', '--topic', topic, '--from-beginning'];
    await ours('kafka-console-consumer', [
      ...group,
      '--max-messages',
      '3',
      '--timeout-ms',
      '20000',
    ]);
    for (const name of ['OffsetsMessageFormatter', 'GroupMetadataMessageFormatter']) {
      const args = [
        ...['--topic', '__consumer_offsets', '--from-beginning', '--timeout-ms', '2000'],
        ...['--formatter', `org.apache.kafka.tools.consumer.${name}`],
      ];
      const java = await theirs('kafka-console-consumer', args);
      const mine = await ours('kafka-console-consumer', args);
      // Kafka's formatter puts all into one line; more has been written since by its own consumer.
      const records = (text: string) =>
        text
          .replaceAll('\n', '')
          .replaceAll('}{', '}\n{')
          .split('\n')
          .filter((line) => line.includes('"offsets-to-print"'))
          .sort();
      expect(records(java.stdout).length).toBeGreaterThan(0);
      expect(records(mine.stdout)).toEqual(records(java.stdout));
    }
  });

  test('go on where their group was, with each other', async (context) => {
    need(context, 'java');
    const next = [
      '--group',
      'together',
      '--topic',
      topic,
      '--from-beginning',
      '--timeout-ms',
      '20000',
    ];
    const read = async (run: typeof ours, count: number) =>
      (await run('kafka-console-consumer', [...next, '--max-messages', String(count)])).stdout;
    expect(await read(ours, 2)).toBe('8 bytes0\n8 bytes1\n');
    expect(await read(theirs, 1)).toBe('8 bytes2\n');
    expect(await read(ours, 2)).toBe('8 bytes3\n8 bytes4\n');
    expect(await read(theirs, 1)).toBe('8 bytes5\n');
  });
});

test.for([
  ['kafka-console-producer'],
  ['kafka-console-producer', '--topic', 't', '--nonsense'],
  ['kafka-console-producer', '--sync'],
  ['kafka-console-producer', '--topic', 't', '--batch-size', 'many'],
  ['kafka-console-consumer'],
  ['kafka-console-consumer', '--from-beginning'],
  ['kafka-console-consumer', '--topic', 't', '--include', 'u'],
  ['kafka-console-consumer', '--topic', 't', '--offset', '3'],
  ['kafka-console-consumer', '--topic', 't', '--partition', '0', '--offset', 'first'],
  ['kafka-console-consumer', '--topic', 't', '--partition', '0', '--group', 'g'],
  ['kafka-console-consumer', '--topic', 't', '--formatter', 'com.example.Mine'],
  [
    'kafka-console-consumer',
    '--topic',
    't',
    '--consumer-property',
    'auto.offset.reset=latest',
    '--from-beginning',
  ],
] as [Tool, ...string[]][])(
  'wrong usage ends with the same code: %j',
  async ([tool, ...args], context) => {
    need(context, 'java');
    const mine = await ours(tool, args, '');
    expect(mine.code).toBe((await theirs(tool, args, '')).code);
    expect(mine.stdout).toBe('');
    expect(mine.stderr).not.toBe('');
  },
);

test('a consumer without messages says so and ends well', async (context) => {
  need(context, 'java');
  const args = ['--topic', 'nothing-in-it', '--timeout-ms', '500', '--from-beginning'];
  const [mine, java] = [
    await ours('kafka-console-consumer', args),
    await theirs('kafka-console-consumer', args),
  ];
  expect([mine.code, mine.stdout]).toEqual([java.code, java.stdout]);
  expect(mine.stderr).toContain('Processed a total of 0 messages');
  expect(mine.stderr).toContain('TimeoutException');
});

describe('the performance tests', () => {
  /** The text with `#` for every number. */
  const shape = (text: string) =>
    text.replace(/\d+(\.\d+)?/g, '#').replace(/(# ?[,:.-]? ?)+/g, '#');

  test('of producers print the same lines', async (context) => {
    need(context, 'java');
    const payloads = join(folder.path, 'payloads.txt');
    writeFileSync(payloads, 'one\ntwo\nthree\n');
    for (const [index, args] of [
      ['--record-size', '10', '--throughput', '-1'],
      ['--payload-file', payloads, '--throughput', '1000'],
      ['--payload-monotonic', '--throughput', '-1'],
    ].entries()) {
      const command = ['--topic', `perf-${index}`, '--num-records', '200', ...args];
      const properties = ['--producer-props', `bootstrap.servers=${millrace.bootstrap}`, 'acks=1'];
      const mine = await runOurs('kafka-producer-perf-test', [...command, ...properties]);
      const java = await tools.run('kafka-producer-perf-test', [...command, ...properties]);
      expect(mine.code).toBe(java.code);
      expect(shape(mine.stdout)).toBe(shape(java.stdout));
      expect(mine.stdout).toMatch(/^200 records sent, /m);
    }
    const monotonic = await ours('kafka-console-consumer', beginning('perf-2', 400));
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    expect(monotonic.stdout).toBe([...numbers, ...numbers].map((n) => `${n}\n`).join(''));
  });

  test('of consumers print the same tables', async (context) => {
    need(context, 'java');
    for (const args of [
      [],
      ['--hide-header', '--date-format', "yyyy 'at' HH:mm"],
      ['--show-detailed-stats', '--reporting-interval', '1'],
    ]) {
      const command = ['--topic', 'perf-0', '--messages', '400', '--timeout', '20000', ...args];
      const mine = await ours('kafka-consumer-perf-test', command);
      const java = await theirs('kafka-consumer-perf-test', command);
      expect(mine.code).toBe(java.code);
      expect(shape(mine.stdout)).toBe(shape(java.stdout));
    }
  });
});

test('the commands of the course work as they are written', async () => {
  const { bootstrap, zookeeper } = millrace;
  const produced = await runOurs(
    'kafka-console-producer.sh',
    ['--broker-list', bootstrap, '--topic', 'test'],
    'hello\nworld\n',
  );
  expect(produced).toMatchObject({ code: 0, stdout: '' });
  const consumer = await Child.start(node, [
    ...[inDist('cli.js'), 'kafka-console-consumer.sh'],
    ...['--zookeeper', zookeeper, '--topic', 'test', '--from-beginning'],
  ]);
  await consumer.line(/^world$/, 20_000);
  expect(await consumer.stop('SIGINT')).toEqual({ code: 130, signal: null });
  expect(consumer.stdout).toBe('hello\nworld\n');
  expect(consumer.stderr).toBe('Processed a total of 2 messages\n');
});

test('a reader that goes away ends the consumer', async () => {
  const consumer = await Child.start('sh', [
    '-c',
    `'${node}' '${inDist('cli.js')}' console-consumer --bootstrap-server ${millrace.bootstrap} --topic perf-many --from-beginning | head -n 1`,
  ]);
  await runOurs('kafka-producer-perf-test', [
    ...['--topic', 'perf-many', '--num-records', '20000', '--payload-monotonic'],
    ...['--throughput', '-1', '--producer-props', `bootstrap.servers=${millrace.bootstrap}`],
  ]);
  const { code } = await consumer.exited;
  expect(code).toBe(0);
  expect(consumer.stdout).toBe('0\n');
  expect(consumer.stderr).toContain('Unable to write to standard out, closing consumer.');
});
