import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Command, ContextKey, Setting, View, ViewItem } from '../../../extension/contributions.ts';
import { brokerKeys } from '../../../server/broker/config/broker-keys.ts';

interface Placed {
  readonly command: string;
  readonly when?: string;
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
