import { type Acl, Permission } from '../../zookeeper/znode.ts';

const letters: readonly (readonly [letter: string, bit: number])[] = [
  ['c', Permission.CREATE],
  ['d', Permission.DELETE],
  ['r', Permission.READ],
  ['w', Permission.WRITE],
  ['a', Permission.ADMIN],
];

/**
 * Reads `scheme:id:perms,…`; the id may contain colons.
 * @param complain is told of parts that are left out
 */
export function parseAcl(text: string, complain: (problem: string) => void): Acl[] {
  return text.split(',').flatMap((part) => {
    const [, scheme, id, permissions] = /^([^:]*):(.*):([^:]*)$/s.exec(part) ?? [];
    if (scheme === undefined) {
      complain(`${part} does not have the form scheme:id:perm`);
      return [];
    }
    return [{ scheme, id: id!, permissions: permissionBits(permissions!, complain) }];
  });
}

/** `cdrwa`, or those of the letters that are allowed. */
export function permissionLetters(permissions: number): string {
  return letters.map(([letter, bit]) => (permissions & bit ? letter : '')).join('');
}

function permissionBits(text: string, complain: (problem: string) => void): number {
  let bits = 0;
  for (const each of text) {
    const known = letters.find(([letter]) => letter === each);
    if (known === undefined) complain(`Unknown perm type: ${each}`);
    else bits |= known[1];
  }
  return bits;
}
