import type { KernelCluster } from '../../contract/kernel.ts';
import { CellFailure } from '../executor.ts';
import type { Word } from './command-line.ts';
import { addressIndex, type ConsoleCommand } from './console-commands.ts';
import { consoleTools } from './tools.ts';

/** A command that finds the selected cluster. */
export interface LocatedCommand {
  readonly args: readonly string[];
  /** What was put in place of what is written, a line each. */
  readonly notes: readonly string[];
}

type Service = 'brokers' | 'zookeeper';

/** Where a local cluster listens unless told otherwise. */
const USUAL: Readonly<Record<Service, RegExp>> = {
  brokers: /^(localhost|127\.0\.0\.1|\[::1\]):9092$/,
  zookeeper: /^(localhost|127\.0\.0\.1|\[::1\])(:2181)?$/,
};
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** Characters of an option's name that it may be shortened to. */
const SHORTEST_NAME = 3;

/**
 * Says in a command where the selected cluster is: where it does not say itself, where a placeholder stands for it, and
 * where it names the usual local address and the cluster is a local one that listens at another.
 * @throws CellFailure if that is not known, and for placeholders of anything else
 */
export function locate(command: ConsoleCommand, cluster: KernelCluster): LocatedCommand {
  return new Locator(command, cluster).locate();
}

class Locator {
  readonly #command: ConsoleCommand;
  readonly #cluster: KernelCluster;
  readonly #notes = new Set<string>();

  constructor(command: ConsoleCommand, cluster: KernelCluster) {
    this.#command = command;
    this.#cluster = cluster;
  }

  locate(): LocatedCommand {
    const { tool } = this.#command;
    const location = Object.hasOwn(consoleTools, tool) ? consoleTools[tool] : undefined;
    const args =
      location === undefined
        ? this.#command.args.map((word) => this.#plain(word))
        : location.by === 'argument'
          ? this.#inArgument()
          : this.#inOptions(location.brokers, location.by === 'properties');
    return { args, notes: [...this.#notes] };
  }

  #inArgument(): string[] {
    const { args } = this.#command;
    const { index, isThere } = addressIndex(args);
    const written = isThere ? args[index] : undefined;
    return [
      ...args.slice(0, index).map((word) => this.#plain(word)),
      written === undefined ? this.#required('zookeeper') : this.#located('zookeeper', written),
      ...args.slice(isThere ? index + 1 : index).map((word) => this.#plain(word)),
    ];
  }

  #inOptions(brokerOptions: readonly string[], hasProperties: boolean): string[] {
    const located: string[] = [];
    let isLocated = false;
    /** Of the option before this word, whose value it is. */
    let awaited: Service | undefined;
    for (const word of this.#command.args) {
      const { name = '', value } = optionIn(word.text);
      const service = awaited === undefined ? serviceOf(name, brokerOptions) : undefined;
      isLocated ||= service !== undefined || (hasProperties && isProperties(word.text));
      if (awaited !== undefined) located.push(this.#located(awaited, word));
      else if (service === undefined && !(hasProperties && value !== undefined && name === SERVERS))
        located.push(this.#plain(word));
      else if (value === undefined) located.push(word.text);
      else {
        const before = word.text.slice(0, word.text.length - value.length);
        located.push(before + this.#located(service ?? 'brokers', { ...word, text: value }));
      }
      awaited = value === undefined ? service : undefined;
    }
    if (isLocated || asksForHelp(this.#command.args)) return located;
    return [...located, '--bootstrap-server', this.#required('brokers')];
  }

  /** An address with the cluster's in place of what means it. */
  #located(service: Service, { text, placeholder }: Word): string {
    const { [service]: known } = this.#addresses();
    // The path within ZooKeeper stays.
    const [written = text] = service === 'zookeeper' ? text.split('/', 1) : [text];
    if (placeholder === undefined && this.#cluster.isRemote) {
      const isOther = isUsual(service, written) && !(known && isSame(service, written, known));
      if (isOther)
        this.#notes.add(`This is about ${written}, and not about ${this.#cluster.name}.`);
      return text;
    }
    if (placeholder === undefined) {
      if (!known || !isUsual(service, written) || isSame(service, written, known)) return text;
    }
    const address = this.#required(service);
    this.#notes.add(`${placeholder ?? written} is ${address} here (${this.#cluster.name}).`);
    return address + text.slice(written.length);
  }

  #required(service: Service): string {
    const { name, bootstrap, problem } = this.#cluster;
    const { [service]: known } = this.#addresses();
    if (known) return known;
    throw this.#failure(
      bootstrap === ''
        ? (problem ?? `${name} does not run, and the command names no other cluster.`)
        : `It is not known where the ZooKeeper of ${name} is: name it, or give --bootstrap-server.`,
    );
  }

  #addresses(): Record<Service, string | undefined> {
    return { brokers: this.#cluster.bootstrap, zookeeper: this.#cluster.zookeeper };
  }

  #plain({ text, placeholder }: Word): string {
    if (placeholder === undefined) return text;
    throw this.#failure(
      `${placeholder} stands for something of your own: write that in its place.`,
    );
  }

  #failure(message: string): CellFailure {
    return new CellFailure(message, { line: this.#command.line });
  }
}

const SERVERS = 'bootstrap.servers';

/** `--name`, `--name=value` and `name=value`. */
function optionIn(text: string): { name?: string; value?: string } {
  const [, name, value] = /^-{0,2}([a-z][\w.-]*)(?:=(.*))?$/.exec(text) ?? [];
  const isOption = text.startsWith('-') || value !== undefined;
  return isOption && name !== undefined ? { name, ...(value !== undefined && { value }) } : {};
}

function serviceOf(name: string, brokerOptions: readonly string[]): Service | undefined {
  const is = (option: string) =>
    option === name || (name.length >= SHORTEST_NAME && option.startsWith(name));
  if (is('zookeeper')) return 'zookeeper';
  return brokerOptions.some(is) ? 'brokers' : undefined;
}

/** Whether it brings properties that name the cluster, or a file that may. */
function isProperties(text: string): boolean {
  return text.startsWith(`${SERVERS}=`) || /^--producer\.config(=|$)/.test(text);
}

/** A tool without arguments explains itself, too. */
function asksForHelp(args: readonly Word[]): boolean {
  return args.length === 0 || args.some(({ text }) => /^--?(help|version)$/.test(text));
}

/** Whether what is written means a local cluster: `localhost:9092`, with others on this machine. */
function isUsual(service: Service, written: string): boolean {
  const addresses = written.split(',').map((address) => address.trim());
  return (
    addresses.some((address) => USUAL[service].test(address)) &&
    addresses.every((address) => LOOPBACK.test(address))
  );
}

/** Whether the cluster is known to listen at one of the addresses that are written. */
function isSame(service: Service, written: string, known: string): boolean {
  const of = (list: string) => list.split(',').map((address) => normal(service, address.trim()));
  const listening = of(known);
  return of(written).some((address) => listening.includes(address));
}

function normal(service: Service, address: string): string {
  const local = address.replace(/^(127\.0\.0\.1|\[::1\])(?=:|$)/, 'localhost');
  return service === 'zookeeper' && !/:\d+$/.test(local) ? `${local}:2181` : local;
}
