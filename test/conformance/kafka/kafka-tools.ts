// Kafka's own command-line tools, under the names that their scripts have.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { compileJava, javaCommand, type KafkaRelease } from '../../harness/kafka-java.ts';

const classes = {
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
  'kafka-configs': 'kafka.admin.ConfigCommand',
  'kafka-console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'kafka-get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'kafka-delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  'kafka-leader-election': 'org.apache.kafka.tools.LeaderElectionCommand',
  'kafka-reassign-partitions': 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  'kafka-producer-perf-test': 'org.apache.kafka.tools.ProducerPerformance',
  'kafka-consumer-perf-test': 'org.apache.kafka.tools.ConsumerPerformance',
  'kafka-broker-api-versions': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
} as const;

/** Where a release has another class. */
const classesOf: Partial<Record<KafkaRelease, Partial<Record<Tool, string>>>> = {
  '3.9.1': {
    'kafka-console-producer': 'kafka.tools.ConsoleProducer',
    'kafka-broker-api-versions': 'kafka.admin.BrokerApiVersionsCommand',
  },
};

export type Tool = keyof typeof classes;

export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class KafkaTools {
  readonly #release: KafkaRelease;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  #stderr = '';

  static async start(release: KafkaRelease): Promise<KafkaTools> {
    await compileJava(release, `${import.meta.dirname}/programs/RunTools.java`);
    return new KafkaTools(release);
  }

  private constructor(release: KafkaRelease) {
    const [program, ...args] = javaCommand(release, 'RunTools') as [string, ...string[]];
    this.#release = release;
    this.#process = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    process.on('exit', () => this.#process.kill('SIGKILL'));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    createInterface(this.#process.stdout)
      .on('line', (line) => this.#waiting.shift()?.(line))
      .on('close', () => {
        for (const resolve of this.#waiting.splice(0)) resolve(undefined);
      });
  }

  /** Runs a tool to its end, whatever that is. */
  async run(tool: Tool, args: readonly string[], stdin = ''): Promise<ToolResult> {
    const main = classesOf[this.#release]?.[tool] ?? classes[tool];
    this.#process.stdin.write(`${JSON.stringify({ main, args, stdin })}\n`);
    const line = await new Promise<string | undefined>((resolve) => this.#waiting.push(resolve));
    if (line === undefined) throw new Error(`${tool} took all down:\n${this.#stderr}`);
    return JSON.parse(line) as ToolResult;
  }

  /** What a tool prints. @throws Error unless it ends with code 0. */
  async output(tool: Tool, args: readonly string[], stdin = ''): Promise<string> {
    const { code, stdout, stderr } = await this.run(tool, args, stdin);
    if (code === 0) return stdout;
    throw new Error(`${tool} ${args.join(' ')} ended with code ${code}:\n${stdout}${stderr}`);
  }

  stop(): void {
    this.#process.stdin.end();
    this.#process.kill('SIGKILL');
  }
}
