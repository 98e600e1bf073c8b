import { type Entry, tools } from './tools.ts';

/** The subcommands of `millrace`; each is loaded when it is called. */
export const commands: Readonly<Record<string, Entry>> = {
  start: {
    summary: 'run a cluster in the foreground',
    load: async () => (await import('./start.ts')).startCommand,
  },
  run: {
    summary: 'run a notebook and print what its cells show',
    load: async () => (await import('./run.ts')).runCommand,
  },
  ...tools,
};
