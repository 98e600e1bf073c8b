import type { Command } from './command.ts';

interface Entry {
  readonly summary: string;
  load(): Promise<Command>;
}

/**
 * Kafka's tools by the middle of their scripts' names; `zookeeper-shell` has no other. The build makes a bundle of
 * each module that is imported here, and a script of each name: errors do not cross, a tool reports its own.
 */
export const tools: Readonly<Record<string, Entry>> = {
  topics: {
    summary: 'kafka-topics: create, list, describe, alter, delete topics',
    load: async () => (await import('./topics/topics.ts')).topicsCommand,
  },
};

/** The subcommands of `millrace`; each is loaded when it is called. */
export const commands: Readonly<Record<string, Entry>> = {
  start: {
    summary: 'run a cluster in the foreground',
    load: async () => (await import('./start.ts')).startCommand,
  },
  ...tools,
};

/** `topics` for `kafka-topics` and `kafka-topics.sh`: the name under which a command is listed. */
export function commandName(typed: string): string {
  const bare = typed.replace(/\.(sh|bat)$/, '').replace(/^kafka-/, '');
  return Object.hasOwn(tools, bare) ? bare : typed;
}
