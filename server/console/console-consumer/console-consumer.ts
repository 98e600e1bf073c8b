/** `kafka-console-consumer`: messages become lines (org.apache.kafka.tools.consumer.ConsoleConsumer). */

import { readConsumerConfig } from '../../node/kafka/consumer-config.ts';
import { readProperties } from '../../node/kafka/properties.ts';
import { checkClusterOptions, connectCluster } from '../cluster/open-cluster.ts';
import { ExitCode, type Terminal, ToolError, UsageError } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { ToolLog } from '../log.ts';
import type { OptionValues } from '../options/option.ts';
import { Consumer } from './consumer/consumer.ts';
import type { ConsumerRecord } from './consumer/consumer-record.ts';
import {
  checkSource,
  consumerProperties,
  formatterProperties,
  sourceOf,
} from './consumer-settings.ts';
import type { Formatter } from './formatters/formatter.ts';
import { formatterOf } from './formatters/formatter-of.ts';
import { options } from './options.ts';

type Given = OptionValues<typeof options>;

const SOURCE = 'org.apache.kafka.tools.consumer.ConsoleConsumer';

export const consoleConsumerCommand = kafkaTool({
  purpose: 'This tool helps to read data from Kafka topics and outputs it to standard output.',
  endsItself: true,
  options,
  check(given) {
    checkSource(given);
    checkClusterOptions(given);
  },
  async run(given, terminal) {
    if (given['enable-systest-events']) {
      throw new ToolError(
        '--enable-systest-events is not supported: it is meant for the system tests of Apache Kafka.',
      );
    }
    const formatter = await makeFormatter(given);
    const file = given['consumer.config'] ?? given['command-config'];
    const properties = consumerProperties(
      given,
      file ? await readProperties(file) : {},
      Math.random(),
    );
    const config = readConsumerConfig(properties);
    const cluster = await connectCluster(given, properties);
    const log = new ToolLog(terminal);
    const who = `[Consumer clientId=${properties['client.id']}, groupId=${config.groupId}]`;
    const consumer = new Consumer(cluster, config, sourceOf(given), (trouble) =>
      log.trouble(`${who} ${trouble}`, 'org.apache.kafka.clients.NetworkClient'),
    );
    const printer = new Printer(formatter, given['skip-message-on-error'] === true, terminal, log);
    try {
      return await consume(given, consumer, printer, terminal, log);
    } finally {
      await printer.flush();
      await consumer.close();
      await cluster.close();
      terminal.err(`Processed a total of ${printer.count} messages`);
    }
  },
});

async function makeFormatter(given: Given): Promise<Formatter> {
  const file = given['formatter-config'];
  const properties = formatterProperties(given, file ? await readProperties(file) : {});
  try {
    return formatterOf(given.formatter ?? 'DefaultMessageFormatter', properties);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Prints messages until there are enough, none come, nobody reads, or Ctrl-C. */
async function consume(
  given: Given,
  consumer: Consumer,
  printer: Printer,
  terminal: Terminal,
  log: ToolLog,
): Promise<number> {
  const most = given['max-messages'] ?? -1;
  const timeoutMs = given['timeout-ms'] ?? -1;
  const patience = timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs;
  const end = AbortSignal.any([terminal.interrupted, terminal.unread]);
  while (printer.count !== most) {
    const records = await consumer.poll(patience, end);
    if (terminal.interrupted.aborted) return ExitCode.interrupted;
    if (terminal.unread.aborted) {
      terminal.err('Unable to write to standard out, closing consumer.');
      return 0;
    }
    if (records.length === 0) {
      log.error(
        `Error processing message, terminating consumer process: no message for ${timeoutMs} ms: TimeoutException`,
        SOURCE,
      );
      return 0;
    }
    const wanted = most < 0 ? records : records.slice(0, most - printer.count);
    const next = records[wanted.length];
    // What is not printed is not read, and stays for the group's next member.
    if (next !== undefined) consumer.seek(next, next.offset);
    for (const record of wanted) {
      try {
        printer.print(record);
      } catch (error) {
        consumer.seek(record, record.offset + 1);
        throw error;
      }
    }
    await printer.flush();
  }
  return 0;
}

/** Formats messages, gathers what comes of it, and writes it out in large pieces. */
class Printer {
  count = 0;
  readonly #formatter: Formatter;
  readonly #skipErrors: boolean;
  readonly #terminal: Terminal;
  readonly #log: ToolLog;
  #gathered: Uint8Array[] = [];

  constructor(formatter: Formatter, skipErrors: boolean, terminal: Terminal, log: ToolLog) {
    this.#formatter = formatter;
    this.#skipErrors = skipErrors;
    this.#terminal = terminal;
    this.#log = log;
  }

  /** @throws ToolError for a message that cannot be printed, unless those are skipped */
  print(record: ConsumerRecord): void {
    this.count++;
    try {
      this.#formatter.writeTo(record, {
        write: (bytes) => void this.#gathered.push(bytes),
        log: (line) =>
          this.#log.info(line, 'org.apache.kafka.tools.consumer.LoggingMessageFormatter'),
      });
    } catch (error) {
      const { topic, partition, offset } = record;
      const what = `${topic}-${partition} at offset ${offset}: ${(error as Error).message}`;
      if (!this.#skipErrors) {
        throw new ToolError(
          `Error processing message of ${what} (--skip-message-on-error goes on with the next)`,
        );
      }
      this.#log.error(`Error processing message, skipping this message: ${what}`, SOURCE);
    }
  }

  async flush(): Promise<void> {
    const gathered = this.#gathered;
    this.#gathered = [];
    if (gathered.length > 0) await this.#terminal.write(Buffer.concat(gathered));
  }
}
