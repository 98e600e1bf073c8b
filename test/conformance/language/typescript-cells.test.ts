// TypeScript cells in the built language server, over LSP as an editor speaks it, with the types that are shipped.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CodeAction,
  CodeActionRequest,
  DefinitionRequest,
  DiagnosticSeverity,
  type Hover,
  HoverRequest,
  type Location,
  type MarkupContent,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
} from 'vscode-languageserver/node';
import {
  LanguageServerProcess,
  type OpenedCell,
  type OpenNotebook,
} from '../../harness/language-server.ts';
import { tempFolder } from '../../harness/temp.ts';

const folder = tempFolder('language');
let server: LanguageServerProcess;
let count = 0;

beforeAll(async () => {
  server = new LanguageServerProcess();
  await server.initialize();
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

/** Opens a notebook that no other test has. */
function open(...codes: (string | OpenedCell)[]): Promise<OpenNotebook> {
  const uri = pathToFileURL(join(folder.path, `book ${++count}.stream.md`)).href;
  return server.open(
    uri,
    codes.map((each) => (typeof each === 'string' ? { code: each } : each)),
  );
}

async function hovered(book: OpenNotebook, cell: number, text: string): Promise<string> {
  const params = book.at(cell, text, 1);
  const hover = (await server.connection.sendRequest(HoverRequest.type, params)) as Hover;
  return (hover.contents as MarkupContent).value;
}

describe('completion', () => {
  test('knows the engine, what notebooks have, and what other cells declare', async () => {
    const book = await open(
      'const lines = ssc.socketTextStream("localhost", 9999);\ninterface Order { id: number }',
      'li',
      'lines.',
    );
    const names = await book.complete(1, 'li');
    const labels = names.map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining(['lines', 'KafkaUtils', 'ssc', 'display', 'faker', 'console']),
    );
    const members = (await book.complete(2, 'lines.')).map(({ label }) => label);
    expect(members).toEqual(expect.arrayContaining(['flatMap', 'countByValue', 'pprint']));
    expect(members.some((label) => label.startsWith('#') || label.startsWith('['))).toBe(false);
  });

  test('items are described, with their documentation, when they are looked at', async () => {
    const book = await open('s');
    const items = await book.complete(0, 's');
    const ssc = await book.resolve(items.find(({ label }) => label === 'ssc')!);
    expect(ssc.detail).toBe('const ssc: StreamingContext');
    expect((ssc.documentation as MarkupContent).value).toContain('batches of one second');
  });

  test("names of Node's modules come with what imports them", async () => {
    const book = await open("import { stat } from 'node:fs/promises';\nawait readF");
    const items = await book.complete(0, 'readF');
    const [once] = items.filter(({ detail }) => detail === "import { readFile } from 'node:fs'");
    expect(once).toMatchObject({
      label: 'readFile',
      additionalTextEdits: [{ newText: "import { readFile } from 'node:fs';\n" }],
    });
    const promised = items.find(({ detail }) => detail?.includes("'node:fs/promises'"));
    expect(promised?.additionalTextEdits).toEqual([
      {
        range: { start: { line: 0, character: 13 }, end: { line: 0, character: 13 } },
        newText: ', readFile',
      },
    ]);
  });
});

test('hover tells types and documentation, of other cells and of the engine', async () => {
  const book = await open(
    '/** How many there are. */\nfunction total(values: number[]) { return values.length }',
    'total([]); display(sc); KafkaUtils.createDirectStream',
  );
  expect(await hovered(book, 1, 'total')).toBe(
    '```typescript\nfunction total(values: number[]): number\n```\n\nHow many there are.',
  );
  expect(await hovered(book, 1, 'sc)')).toContain('const sc: SparkContext');
  expect(await hovered(book, 1, 'createDirectStream')).toContain("PySpark's, for Kafka 0.8");
});

test('signature help follows the arguments', async () => {
  const book = await open("await admin.createTopic('orders', ");
  const help = await server.connection.sendRequest(
    SignatureHelpRequest.type,
    book.at(0, "'orders', ", 10),
  );
  expect(help).toMatchObject({ activeParameter: 1 });
  expect(help?.signatures[0]?.label).toBe(
    'createTopic(name: string, options?: NewTopicOptions): Promise<boolean>',
  );
});

describe('diagnostics', () => {
  test('are those of cells that share what they declare', async () => {
    const book = await open(
      'const orders = [1, 2]; let sum = 0;\nawait display(orders);',
      "const orders = 'again';\nsum = sum + 1;\norders.toUpperCase()",
      'const twice = 1; const twice = 2;',
      'later(); sum.toUpperCase();',
      'function later() {}',
    );
    const last = await server.diagnosticsOf(book.uriOf(3));
    expect(last).toEqual([
      expect.objectContaining({ code: 2339, severity: DiagnosticSeverity.Error }),
    ]);
    const twice = await server.diagnosticsOf(book.uriOf(2));
    expect(twice.map(({ code }) => code)).toEqual([2451, 2451]);
    const errors = server.published
      .filter(({ uri }) => [0, 1, 4].some((cell) => uri === book.uriOf(cell)))
      .flatMap(({ diagnostics }) => diagnostics)
      .filter(({ severity }) => severity === DiagnosticSeverity.Error);
    expect(errors).toEqual([]);
  });

  test('go when a cell is mended on which another depends', async () => {
    const book = await open('const word = 1;', 'word.toUpperCase();');
    await server.diagnosticsOf(book.uriOf(1));
    await book.edit(0, "const word = 'a';");
    await server.diagnosticsOf(book.uriOf(1), (all) => all.length === 0);
  });

  test('say what cells cannot have although it is TypeScript', async () => {
    const book = await open('enum Colour { Red }');
    const [first] = await server.diagnosticsOf(book.uriOf(0));
    expect(first?.message).toContain('A cell cannot declare an enum.');
  });

  test('find modules as the kernel does, from the folder of the notebook', async () => {
    writeFileSync(join(folder.path, 'helper.ts'), 'export const help = (x: number) => x;');
    const book = await open(
      "import { help } from './helper.ts';\nimport { readFileSync } from 'node:fs';\nhelp('x'); Buffer.from(readFileSync('x'));",
      "import x from 'no-such-package';",
    );
    expect(await server.diagnosticsOf(book.uriOf(0))).toMatchObject([{ code: 2345 }]);
    expect(await server.diagnosticsOf(book.uriOf(1))).toMatchObject([{ code: 2307 }]);
  });

  test('come with what mends them', async () => {
    const book = await open('const word = "a";\nword.toUperCase();');
    const diagnostics = [...(await server.diagnosticsOf(book.uriOf(0)))];
    const { range } = diagnostics[0]!;
    const actions = (await server.connection.sendRequest(CodeActionRequest.type, {
      ...{ textDocument: { uri: book.uriOf(0) }, range, context: { diagnostics } },
    })) as CodeAction[];
    expect(actions[0]?.title).toBe("Change spelling to 'toUpperCase'");
    expect(actions[0]?.edit?.changes?.[book.uriOf(0)]).toEqual([{ range, newText: 'toUpperCase' }]);
  });
});

describe('names', () => {
  test('are found where they are declared, in cells and in what is shipped', async () => {
    const book = await open('let n = 1;', 'n = n + 1; ssc.start();');
    const at = async (text: string) =>
      (await server.connection.sendRequest(
        DefinitionRequest.type,
        book.at(1, text, 0),
      )) as Location[];
    expect(await at('n =')).toEqual([
      {
        uri: book.uriOf(0),
        range: { start: { line: 0, character: 4 }, end: { line: 0, character: 5 } },
      },
    ]);
    expect((await at('start'))[0]?.uri).toMatch(/streaming\/context\/streaming-context\.d\.ts$/);
  });

  test('are renamed in all cells, those that assign to them included', async () => {
    const book = await open(
      'let total = 0; const { length } = "abc";',
      'total += 1; ({ total });',
      'function f() { return total + length }',
    );
    const edit = await server.connection.sendRequest(RenameRequest.type, {
      ...book.at(2, 'total'),
      newName: 'sum',
    });
    const texts = Object.fromEntries(
      [0, 1, 2].map((cell) => [
        cell,
        edit?.changes?.[book.uriOf(cell)]?.map(({ newText }) => newText),
      ]),
    );
    expect(texts).toEqual({ 0: ['sum'], 1: ['sum', 'total: sum'], 2: ['sum'] });
    const references = await server.connection.sendRequest(ReferencesRequest.type, {
      ...book.at(0, 'total'),
      context: { includeDeclaration: true },
    });
    expect(references).toHaveLength(4);
  });

  test('are not renamed that are of the engine', async () => {
    const book = await open('ssc.start();');
    const params = { ...book.at(0, 'start'), newName: 'begin' };
    await expect(server.connection.sendRequest(RenameRequest.type, params)).rejects.toThrow(
      'Only what cells of this notebook declare can be renamed here.',
    );
  });
});

test('semantic tokens are those of the cell alone', async () => {
  const book = await open('const a = ssc;');
  const tokens = await server.connection.sendRequest(SemanticTokensRequest.type, {
    textDocument: { uri: book.uriOf(0) },
  });
  // `a` and `ssc`: [line, column, length, type, modifiers] each from where the last was.
  expect(tokens?.data.filter((_, i) => i % 5 < 3)).toEqual([0, 6, 1, 0, 4, 3]);
});

test('500 cells: what is wrong is found, and a completion does not wait for it', async () => {
  const codes = Array.from(
    { length: 500 },
    (_, i) =>
      `const words${i} = sc.parallelize(['a', 'b']).map((w) => w.length + ${i});\nfunction f${i}(x: number): number { return x + ${i === 0 ? 0 : `f${i - 1}(x)`} }\nawait display(f${i}(1));`,
  );
  const book = await open(...codes, 'f499(true)');
  const items = await book.complete(250, 'display(', 3);
  expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(['words3', 'f499']));
  expect(await server.diagnosticsOf(book.uriOf(500))).toMatchObject([{ code: 2345 }]);
  await book.close();
});

test('no request has failed', () => {
  expect(server.logged).toEqual([]);
});
