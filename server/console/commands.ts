import type { Command } from './command.ts';

/** The subcommands of `millrace`; each is loaded when it is called. */
export const commands: Readonly<
  Record<string, { readonly summary: string; load(): Promise<Command> }>
> = {
  start: {
    summary: 'run a cluster in the foreground',
    load: async () => (await import('./start.ts')).startCommand,
  },
};
