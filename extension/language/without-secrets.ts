import type * as vscode from 'vscode';

const INSTEAD = '•••';

/** A log in which certain texts never appear, as they are or as JSON has them. */
export function withoutSecrets(
  log: vscode.LogOutputChannel,
  secrets: () => Iterable<string>,
): vscode.LogOutputChannel {
  // VS Code's own is frozen: a proxy of it could give nothing else than that has.
  return new Proxy({} as vscode.LogOutputChannel, {
    get(_, name) {
      const value: unknown = Reflect.get(log, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) =>
        value.apply(
          log,
          args.map((arg) => (typeof arg === 'string' ? redacted(arg, secrets()) : arg)),
        );
    },
  });
}

/** A text with others left out of it, be they JSON in it, or JSON in JSON. */
export function redacted(text: string, secrets: Iterable<string>): string {
  let shown = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    for (let form = secret, depth = 0; depth < 3; depth += 1) {
      shown = shown.replaceAll(form, INSTEAD);
      form = JSON.stringify(form).slice(1, -1);
    }
  }
  return shown;
}
