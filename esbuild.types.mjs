// The declarations of what the build bundles: of libraries, what their types need of ours and nothing of Node's; of
// notebooks, what cells find without importing it.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/** What declarations may need beside ours: it comes with them, in `dist/lib`. */
const PACKAGES = new Set(['@faker-js/faker/locale/en']);

/**
 * Writes the declarations of modules, and of those that they name, in the layout of the folder that they are in.
 * @param names what users know modules by: `folder/NAME.d.ts` for each, with its path below `root`.
 * @throws Error where they need what the library's users may not have.
 */
export async function writeTypes(names, root, folder) {
  await rm(folder, { recursive: true, force: true });
  await writeModules(Object.values(names), root, folder);
  for (const [name, module] of Object.entries(names)) {
    await writeFile(join(folder, `${name}.d.ts`), asJavaScript(`export * from './${module}';\n`));
  }
}

/**
 * Writes `folder/notebook.d.ts`: each member of `NotebookScope`, documented as there, and sample data.
 * @param scope the module that has the interface. @param faker the module that exports sample data.
 */
export async function writeNotebookTypes(scope, faker, root, folder) {
  await writeModules([scope, faker], root, folder);
  const source = ts.createSourceFile(scope, await readFile(join(root, scope), 'utf8'), 99, true);
  const isScope = (node) => ts.isInterfaceDeclaration(node) && node.name.text === 'NotebookScope';
  const { members } = source.statements.find(isScope);
  const imports = source.statements.filter(ts.isImportDeclaration).map((node) => {
    const path = posix.join(posix.dirname(scope), node.moduleSpecifier.text);
    return `import ${node.importClause.getText()} from './${path}';`;
  });
  const own = source.statements.filter(
    (node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node),
  );
  const named = own.filter((node) => !isScope(node)).map(({ name }) => name.text);
  const lines = [
    ...imports,
    `import type { ${named.join(', ')} } from './${scope}';`,
    ...members.map((member) => `${documentationOf(member)}\n${declarationOf(member)}`),
    `export * from './${faker}';`,
  ];
  await writeFile(join(folder, 'notebook.d.ts'), asJavaScript(`${lines.join('\n')}\n`));
}

function documentationOf(member) {
  return member.jsDoc.map((each) => each.getText().replaceAll(/^ {2}/gm, '')).join('\n');
}

/** Functions are declared as such: editors show them so. */
function declarationOf({ name, type }) {
  if (!ts.isFunctionTypeNode(type)) {
    return `export declare const ${name.text}: ${type.getText()};`;
  }
  const generics = type.typeParameters?.map((each) => each.getText()).join(', ');
  const parameters = type.parameters.map((each) => each.getText()).join(', ');
  return `export declare function ${name.text}${generics ? `<${generics}>` : ''}(${parameters}): ${type.type.getText()};`;
}

async function writeModules(entries, root, folder) {
  const program = programOf(
    entries.map((entry) => join(root, entry)),
    root,
  );
  const modules = new Set(entries);
  for (const module of modules) {
    const text = declarationsOf(module, root, program);
    for (const specifier of specifiersIn(text)) {
      if (PACKAGES.has(specifier)) continue;
      if (!specifier.startsWith('.')) {
        throw new Error(`The types of ${module} need ${specifier}, which users may not have.`);
      }
      modules.add(posix.join(posix.dirname(module), specifier));
    }
    const file = join(folder, module.replace(/\.ts$/, '.d.ts'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, asJavaScript(text));
  }
}

function programOf(entries, root) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram(entries, {
    ...options,
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true },
  });
}

function declarationsOf(module, root, program) {
  let text;
  const source = program.getSourceFile(join(root, module).replaceAll(sep, '/'));
  if (source === undefined) throw new Error(`There is no ${join(root, module)}.`);
  const { diagnostics } = program.emit(source, (_, written) => {
    text = written;
  });
  const said = diagnostics.map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
  if (text === undefined || said.length > 0) {
    throw new Error(`No types could be made of ${relative('.', module)}: ${said.join('\n')}`);
  }
  return text;
}

/** What declarations import or name by `import('…')`, and the packages of types that they refer to. */
function specifiersIn(text) {
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text);
  return [...importedFiles, ...typeReferenceDirectives].map(({ fileName }) => fileName);
}

/** Names modules by what they would be when they run, which every tool understands. */
function asJavaScript(text) {
  return text.replaceAll(/(?<=['"]\.{1,2}\/[^'"]*)\.ts(?=['"])/g, '.js');
}
