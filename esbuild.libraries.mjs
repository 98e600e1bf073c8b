// The declarations that cells of notebooks are checked with beside ours: the language's own, Node's and of sample data.
import { cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);

/** The packages that they are of. */
export const LIBRARIES = ['typescript', '@types/node', 'undici-types', '@faker-js/faker'].map(
  (name) => `node_modules/${name}`,
);

/** Copies them below a folder, each library's in one of its own. @returns how many bytes they are */
export async function copyLibraries(folder) {
  await rm(folder, { recursive: true, force: true });
  const packages = [
    ['typescript', dirname(require.resolve('typescript')), ['lib.esnext.d.ts']],
    ['node', folderOf('@types/node'), ['index.d.ts']],
    ['undici-types', folderOf('undici-types', folderOf('@types/node')), ['index.d.ts']],
    ['faker', join(folderOf('@faker-js/faker'), 'dist'), ['locale/en.d.ts']],
  ];
  const sizes = packages.map(([name, from, entries]) =>
    copyModules(from, entries, join(folder, name)),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function folderOf(name, from = '.') {
  return dirname(require.resolve(`${name}/package.json`, { paths: [from] }));
}

/** Copies modules and those of the same package that they need. */
async function copyModules(from, entries, to) {
  let size = 0;
  const files = new Set(entries);
  for (const file of files) {
    const text = await readFile(join(from, file), 'utf8');
    for (const path of neededBy(text, file)) {
      if (await isFile(join(from, path))) files.add(path);
    }
    await mkdir(dirname(join(to, file)), { recursive: true });
    await cp(join(from, file), join(to, file));
    size += Buffer.byteLength(text);
  }
  return size;
}

/** Paths of what a module of declarations names, where that is of its own package. */
function neededBy(text, file) {
  const { importedFiles, referencedFiles, libReferenceDirectives } = ts.preProcessFile(text);
  const imported = importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .flatMap((name) => [name.replace(/(\.js)?$/, '.d.ts'), `${name}/index.d.ts`]);
  const paths = [...imported, ...referencedFiles.map(({ fileName }) => fileName)];
  return [
    ...paths.map((path) => posix.join(posix.dirname(file), path)),
    ...libReferenceDirectives.map(({ fileName }) => `lib.${fileName}.d.ts`),
  ];
}

async function isFile(path) {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
