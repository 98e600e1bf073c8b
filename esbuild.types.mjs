// The declarations of a library that the build bundles: what its types need of ours, and nothing of Node's.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/**
 * Writes the declarations of a module, and of those that they name, in the layout of the folder that they are in.
 * @param entry the module, below `root`. @param name what users know it by: `folder/NAME.d.ts`.
 * @throws Error where they need what the library's users may not have.
 */
export async function writeTypes(entry, root, folder, name) {
  const program = programOf(join(root, entry), root);
  await rm(folder, { recursive: true, force: true });
  const modules = new Set([entry]);
  for (const module of modules) {
    const text = declarationsOf(module, root, program);
    for (const specifier of specifiersIn(text)) {
      if (!specifier.startsWith('.')) {
        throw new Error(`The types of ${module} need ${specifier}, which users may not have.`);
      }
      modules.add(posix.join(posix.dirname(module), specifier));
    }
    const file = join(folder, module.replace(/\.ts$/, '.d.ts'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, asJavaScript(text));
  }
  await writeFile(join(folder, `${name}.d.ts`), asJavaScript(`export * from './${entry}';\n`));
}

function programOf(entry, root) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram([entry], {
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
