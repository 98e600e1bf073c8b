// The clients under test: what each is run with, knows and can say.

import type { CodecName } from '../../../server/protocol/records/compression.ts';
import { compileJava, javaCommand } from '../../harness/kafka-java.ts';
import { node } from '../../harness/places.ts';
import { missing, python, type Requirement } from '../../harness/requirements.ts';
import type { TestRecord } from './record-frames.ts';

export interface Client {
  readonly name: string;
  /** Takes a job as its last argument. */
  readonly command: readonly string[];
  readonly needs: readonly Requirement[];
  /** Fetches and builds what it takes, if that is not there. */
  prepare?(): Promise<void>;
  readonly codecs: readonly CodecName[];
  /** False for a producer that always stamps records with the current time. */
  readonly setsTimestamps: boolean;
  /** What makes the program kill its client, and not only itself; SIGKILL if absent. */
  readonly killedBy?: NodeJS.Signals;
  readonly isIdempotent: boolean;
  readonly hasAdmin: boolean;
  /** The ways in which its groups share partitions. */
  readonly assignors: readonly string[];
  /** True if its members can be static: known by a name that they keep over restarts (KIP-345). */
  readonly canBeStatic: boolean;
  /** The record that it sends where asked for this one: some cannot say everything. */
  sends(record: TestRecord): TestRecord;
}

const javaRelease = '4.1.0';

const allCodecs: readonly CodecName[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

const program = (file: string) => `${import.meta.dirname}/programs/${file}`;

export const clients: readonly Client[] = [
  {
    name: 'kafkajs',
    command: [node, program('kafkajs.ts')],
    needs: [],
    codecs: allCodecs,
    setsTimestamps: true,
    isIdempotent: true,
    hasAdmin: true,
    canBeStatic: false,
    assignors: ['RoundRobinAssigner'],
    // Its encoder stumbles over a header without a value.
    sends: withoutAbsentHeaderValues,
  },
  {
    name: '@platformatic/kafka',
    command: [node, program('platformatic.ts')],
    needs: [],
    codecs: allCodecs,
    setsTimestamps: true,
    isIdempotent: true,
    hasAdmin: true,
    canBeStatic: true,
    assignors: ['roundrobin'],
    sends: same,
  },
  {
    name: 'kcat',
    command: [node, program('kcat.ts')],
    needs: ['kcat'],
    codecs: allCodecs,
    setsTimestamps: false,
    killedBy: 'SIGUSR2',
    isIdempotent: true,
    hasAdmin: false,
    canBeStatic: true,
    assignors: ['cooperative-sticky'],
    // It reads records as text between separators, and its headers are the same for all of a run.
    sends: (record) => ({
      ...record,
      key: record.key ?? new Uint8Array(),
      value: record.value ?? new Uint8Array(),
      headers: [
        { name: 'producer', value: Buffer.from('kcat') },
        { name: 'empty', value: new Uint8Array() },
        { name: 'absent', value: null },
      ],
    }),
  },
  {
    name: 'kafka-python',
    command: [python, program('kafka_python.py')],
    needs: ['kafka-python', 'kafka-python codecs'],
    codecs: allCodecs,
    setsTimestamps: true,
    isIdempotent: false,
    hasAdmin: true,
    canBeStatic: false,
    assignors: ['range'],
    // It refuses a header without a value, and a record with neither key nor value.
    sends: (record) => ({
      ...withoutAbsentHeaderValues(record),
      value: record.value ?? (record.key === null ? new Uint8Array() : null),
    }),
  },
  {
    name: 'confluent-kafka',
    command: [python, program('confluent.py')],
    needs: ['confluent-kafka'],
    codecs: allCodecs,
    setsTimestamps: true,
    isIdempotent: true,
    hasAdmin: true,
    canBeStatic: true,
    assignors: ['range', 'cooperative-sticky'],
    sends: same,
  },
  {
    name: 'java',
    command: javaCommand(javaRelease, 'JavaClient'),
    needs: ['java'],
    prepare: () =>
      compileJava(
        javaRelease,
        ...['JavaClient.java', 'JavaAdmin.java', 'Frames.java'].map((file) => program(file)),
      ),
    codecs: allCodecs,
    setsTimestamps: true,
    isIdempotent: true,
    hasAdmin: true,
    canBeStatic: true,
    assignors: ['range', 'cooperative-sticky'],
    sends: same,
  },
];

/** Builds those that are not there already. Leaves out those that lack something on this machine. */
export async function prepareClients(): Promise<void> {
  for (const client of clients) {
    if (client.prepare !== undefined && missing(...client.needs) === undefined) {
      await client.prepare();
    }
  }
}

function same(record: TestRecord): TestRecord {
  return record;
}

function withoutAbsentHeaderValues(record: TestRecord): TestRecord {
  return { ...record, headers: record.headers.filter(({ value }) => value !== null) };
}
