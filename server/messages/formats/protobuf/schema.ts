// `.proto` files as message types. The library parses them; it would also make code of them to read bytes with, which is never
// asked for.

import protobuf, { type Root, Type } from 'protobufjs';
import { UserError } from '../../../node/user-error.ts';
import { builtInProto } from './built-in.ts';

/** The text of an imported file by the name that stands in the import; null where there is none. */
export type ImportedProto = (name: string) => Promise<string | null>;

/** More files than this no schema has that someone wrote. */
const MAX_FILES = 500;

/** The messages of a file. */
export class ProtobufSchema {
  readonly #root: Root;
  /** Those that are not within others, as they are declared. */
  readonly #messages: readonly Type[];

  constructor(root: Root, messages: readonly Type[]) {
    this.#root = root;
    this.#messages = messages;
  }

  /**
   * @param name in full, `shop.Order`, or as short as it is unmistakable; the file's first message if absent
   * @throws UserError
   */
  message(name?: string): Type {
    const [first] = this.#messages;
    if (first === undefined) throw new UserError('The Protobuf schema declares no message.');
    if (name === undefined || name === '') return first;
    const type = this.#root.lookup(name, [Type]) ?? first.parent?.lookup(name, [Type]);
    if (type instanceof Type) return type;
    const known = this.#messages.map(fullName).slice(0, 10).join(', ');
    throw new UserError(`The Protobuf schema has no message ${name}. It has ${known}.`);
  }

  /** The message that is declared at these places, each within the one before; undefined where there is none. */
  messageAt(indexes: readonly number[]): Type | undefined {
    let among = this.#messages;
    let type: Type | undefined;
    for (const index of indexes) {
      type = among[index];
      if (type === undefined) return undefined;
      among = messagesWithin(type);
    }
    return type;
  }

  /** Where a message is declared, as `messageAt` takes it. @throws UserError for one of an imported file */
  indexesOf(type: Type): number[] {
    const outer = this.#messages.indexOf(type);
    if (outer >= 0) return [outer];
    if (!(type.parent instanceof Type)) {
      throw new UserError(`${fullName(type)} is declared in another file than the schema's.`);
    }
    return [...this.indexesOf(type.parent), messagesWithin(type.parent).indexOf(type)];
  }
}

/** `shop.Order` */
export function fullName(type: Type): string {
  return type.fullName.replace(/^\./, '');
}

/**
 * The schema of a file and all that it imports.
 * @throws UserError for what cannot be parsed, and imports that are not there
 */
export async function parseProto(text: string, imported: ImportedProto): Promise<ProtobufSchema> {
  const root = new protobuf.Root();
  const imports = parseInto(root, text, 'the file');
  const messages = messagesWithin(root);
  const seen = new Set(imports);
  // A set that grows while it is gone through is gone through to its new end.
  for (const name of seen) {
    if (seen.size > MAX_FILES) throw new UserError(`The schema imports over ${MAX_FILES} files.`);
    const file = (await imported(name)) ?? builtInProto(name);
    if (file === null) {
      throw new UserError(`The Protobuf schema imports ${name}, which is not there.`);
    }
    for (const further of parseInto(root, file, name)) seen.add(further);
  }
  try {
    root.resolveAll();
  } catch (error) {
    throw new UserError(`The Protobuf schema is incomplete: ${(error as Error).message}.`);
  }
  return new ProtobufSchema(root, messages);
}

/** What the file imports. */
function parseInto(root: Root, text: string, name: string): readonly string[] {
  try {
    const { imports = [], weakImports = [] } = protobuf.parse(text, root, { keepCase: true });
    return [...imports, ...weakImports];
  } catch (error) {
    throw new UserError(
      `The Protobuf schema cannot be read: ${name}: ${(error as Error).message}.`,
    );
  }
}

/** Of a message those within it; of all files those that are in no other. */
function messagesWithin(namespace: protobuf.NamespaceBase): Type[] {
  return namespace.nestedArray.flatMap((each) => {
    if (each instanceof Type) return [each];
    const inner = each instanceof protobuf.Namespace && !(namespace instanceof Type);
    return inner ? messagesWithin(each) : [];
  });
}
