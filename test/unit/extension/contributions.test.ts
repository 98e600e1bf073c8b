import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  Command,
  ContextKey,
  LanguageModelTool,
  Setting,
  View,
  ViewItem,
} from '../../../extension/contributions.ts';
import { formatNames } from '../../../extension/language-model/formats.ts';
import { brokerKeys } from '../../../server/broker/config/broker-keys.ts';

interface Placed {
  readonly command: string;
  readonly when?: string;
}

interface ContributedTool {
  readonly name: string;
  readonly toolReferenceName: string;
  readonly modelDescription: string;
  readonly icon: string;
  readonly when?: string;
  readonly inputSchema: {
    readonly type: string;
    readonly required?: readonly string[];
    readonly properties: Readonly<
      Record<string, { readonly description: string; readonly enum?: readonly string[] }>
    >;
  };
}

const manifest = JSON.parse(await readFile('package.json', 'utf8'));
const texts: Record<string, string> = JSON.parse(await readFile('package.nls.json', 'utf8'));
const { contributes } = manifest;
const commandIds = Object.values<string>(Command);
const placed: Placed[] = Object.values<Placed[]>(contributes.menus).flat();
const whens: string[] = [...placed, ...contributes.keybindings, ...contributes.viewsWelcome]
  .map(({ when }: { when?: string }) => when)
  .filter((when) => when !== undefined);

describe('package.json and the code agree on', () => {
  test('commands', () => {
    const contributed = contributes.commands.map(({ command }: Placed) => command);
    expect(contributed.sort()).toEqual([...commandIds].sort());
  });

  test('commands in menus, on keys and in welcome texts', () => {
    const welcomed = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command),
    );
    const used = [...placed, ...contributes.keybindings].map(({ command }: Placed) => command);
    for (const command of [...used, ...welcomed]) expect(commandIds).toContain(command);
  });

  test('settings', () => {
    const settings = contributes.configuration.flatMap(
      ({ properties }: { properties: Record<string, unknown> }) => Object.keys(properties),
    );
    expect(settings.sort()).toEqual(Object.values<string>(Setting).sort());
  });

  test('views', () => {
    const views = Object.values<{ id: string }[]>(contributes.views).flat();
    expect(views.map(({ id }) => id)).toEqual(Object.values<string>(View));
  });

  test("language models' tools", () => {
    const tools: ContributedTool[] = contributes.languageModelTools;
    expect(tools.map(({ name }) => name)).toEqual(Object.values<string>(LanguageModelTool));
    const references = tools.map(({ toolReferenceName }) => toolReferenceName);
    expect(new Set(references).size).toBe(tools.length);
    for (const tool of tools) {
      // What VS Code demands of names, and of those that are referred to in prompts.
      expect([tool.name, tool.toolReferenceName].join(' ')).toMatch(/^[\w-]+ [\w-]+$/);
      expect(tool.modelDescription.length, tool.name).toBeGreaterThan(80);
      expect(tool.icon, tool.name).toMatch(/^\$\([a-z-]+\)$/);
      const { type, properties, required = [] } = tool.inputSchema;
      expect(type).toBe('object');
      expect(Object.keys(properties)).toEqual(expect.arrayContaining([...required]));
      for (const { description } of Object.values(properties)) expect(description).toMatch(/\.$/);
      for (const [name, { enum: values }] of Object.entries(properties)) {
        if (name.endsWith('Format'))
          expect(values).toEqual(expect.arrayContaining([...formatNames]));
      }
    }
  });

  test('which tools reach records: those that Restricted Mode does not have', () => {
    const tools: ContributedTool[] = contributes.languageModelTools;
    const trusted = tools.filter(({ when }) => when === 'isWorkspaceTrusted');
    expect(trusted.map(({ name }) => name)).toEqual([
      LanguageModelTool.peekMessages,
      LanguageModelTool.produceMessages,
    ]);
  });

  test('context keys', () => {
    const keys: string[] = [
      ...Object.values<string>(ContextKey),
      ...Object.values<string>(View),
      ...Object.values<string>(Setting),
    ];
    for (const when of whens) {
      for (const [key] of when.matchAll(/millrace\.[\w.]+/g)) expect(keys).toContain(key);
    }
  });

  test('kinds of rows', () => {
    const kinds = Object.values<string>(ViewItem);
    for (const when of whens) {
      const exact = /viewItem == (\S+)/.exec(when)?.[1];
      if (exact !== undefined) expect(kinds).toContain(exact);
      const pattern = /viewItem =~ \/(.+)\/( |$)/.exec(when)?.[1];
      if (pattern === undefined) continue;
      const matching = kinds.filter((kind) => new RegExp(pattern).test(kind));
      expect(matching, when).not.toEqual([]);
    }
  });

  test('keys of the broker that are proposed for its configuration', () => {
    const [{ properties }] = contributes.configuration;
    const proposed = Object.keys(properties[Setting.brokerConfig].properties);
    expect(Object.keys(brokerKeys)).toEqual(expect.arrayContaining(proposed));
  });
});

describe('texts of package.json', () => {
  const used = [...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key);

  test('exist', () => {
    expect(Object.keys(texts)).toEqual(expect.arrayContaining([...new Set(used)]));
  });

  test('are all used', () => {
    expect(used).toEqual(expect.arrayContaining(Object.keys(texts)));
  });
});

test('what a workspace could do harm with is restricted in untrusted ones', () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  expect(untrustedWorkspaces.supported).toBe('limited');
  expect(untrustedWorkspaces.restrictedConfigurations).toEqual(Object.values(Setting));
  expect(virtualWorkspaces).toBe(true);
});
