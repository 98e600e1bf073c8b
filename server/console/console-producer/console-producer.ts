/** `kafka-console-producer`: lines become messages (org.apache.kafka.tools.ConsoleProducer). */

import { Producer } from '../../node/kafka/producer/producer.ts';
import { readProducerConfig } from '../../node/kafka/producer/producer-config.ts';
import { readProperties } from '../../node/kafka/properties.ts';
import { asException } from '../cluster/exception-name.ts';
import { checkClusterOptions, connectCluster } from '../cluster/open-cluster.ts';
import { ExitCode, type Terminal, ToolError, UsageError } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { ToolLog } from '../log.ts';
import type { OptionValues } from '../options/option.ts';
import { required } from '../options/rules.ts';
import { LineError, LineMessageReader } from './line-message-reader.ts';
import { linesOf } from './lines.ts';
import { options } from './options.ts';
import { producerProperties, readerProperties } from './producer-properties.ts';

type Given = OptionValues<typeof options>;

/** How much longer than brokers may take to answer a connection waits, so that they can say that it took too long. */
const GRACE_MS = 5_000;

export const consoleProducerCommand = kafkaTool({
  purpose: 'This tool helps to read data from standard input and publish it to Kafka.',
  endsItself: true,
  options,
  check(given) {
    required(given, 'topic');
    checkClusterOptions(given);
    const reader = given['line-reader'];
    if (reader !== undefined && !/(^|\.|\$)LineMessageReader$/.test(reader)) {
      throw new UsageError(
        `${reader}: only org.apache.kafka.tools.LineMessageReader can read lines`,
      );
    }
  },
  async run(given, terminal) {
    const file = given['producer.config'] ?? given['command-config'];
    const properties = producerProperties(given, file ? await readProperties(file) : {});
    // Somebody who types wants to see it arrive.
    const isTyped = terminal.input.isTTY === true && given.timeout === undefined;
    const config = readProducerConfig(isTyped ? { ...properties, 'linger.ms': '0' } : properties);
    const lines = await makeReader(given);
    const cluster = await connectCluster(given, {
      ...properties,
      'request.timeout.ms': String(config.requestTimeoutMs + GRACE_MS),
    });
    try {
      const log = new ToolLog(terminal);
      const producer = new Producer(cluster, config, (trouble) =>
        log.trouble(trouble, 'org.apache.kafka.clients.NetworkClient'),
      );
      await cluster.brokers();
      return await produce(given, lines, producer, terminal, log);
    } finally {
      await cluster.close();
    }
  },
});

async function makeReader(given: Given): Promise<LineMessageReader> {
  const file = given['reader-config'];
  const properties = readerProperties(given, file ? await readProperties(file) : {});
  try {
    return new LineMessageReader(properties);
  } catch (error) {
    throw error instanceof LineError ? new ToolError(error.message) : error;
  }
}

/** Sends every line until there are no more; what was read is sent whatever ends it. */
async function produce(
  given: Given,
  reader: LineMessageReader,
  producer: Producer,
  terminal: Terminal,
  log: ToolLog,
): Promise<number> {
  const topic = given.topic!;
  let failure: Error | undefined;
  try {
    for await (const line of typedLines(terminal)) {
      const record = { topic, ...reader.read(line), timestamp: Date.now() };
      await producer.send(record, (error) => {
        if (error === undefined) return;
        if (given.sync) failure = error;
        else logFailure(log, terminal, record, error);
      });
      if (!given.sync) continue;
      await producer.flush();
      if (failure !== undefined) throw new ToolError(asException(failure));
    }
    return terminal.interrupted.aborted ? ExitCode.interrupted : 0;
  } catch (error) {
    throw error instanceof LineError ? new ToolError(error.message) : error;
  } finally {
    await producer.flush();
  }
}

/** The lines of the input, with a prompt for each where somebody types them; none after Ctrl-C. */
async function* typedLines(terminal: Terminal): AsyncGenerator<string> {
  const { input, interrupted } = terminal;
  const prompt = async () => {
    if (input.isTTY) await terminal.write('>');
  };
  const stop = () => void input.destroy();
  if (interrupted.aborted) return;
  interrupted.addEventListener('abort', stop, { once: true });
  try {
    await prompt();
    for await (const line of linesOf(input)) {
      yield line;
      await prompt();
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
  } finally {
    interrupted.removeEventListener('abort', stop);
  }
  // A prompt stands there for a line that does not come: the shell's next one gets a line of its own.
  if (input.isTTY) await terminal.write('\n');
}

/** As org.apache.kafka.clients.producer.internals.ErrorLoggingCallback. */
function logFailure(
  log: ToolLog,
  terminal: Terminal,
  record: { topic: string; key: Uint8Array | null; value: Uint8Array | null },
  error: Error,
): void {
  const size = (bytes: Uint8Array | null) => (bytes === null ? 'null' : `${bytes.length} bytes`);
  log.error(
    `Error when sending message to topic ${record.topic} with key: ${size(record.key)}, value: ${size(record.value)} with error:`,
    'org.apache.kafka.clients.producer.internals.ErrorLoggingCallback',
  );
  terminal.err(asException(error));
}
