// What values are, by their tags and prototypes and not by their classes: a cell's objects can be of another realm.

/** `Object`, `Date`, `Map`, `Uint8Array` …: what `Object.prototype.toString` says. */
export function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** Whether it is no instance of a class. */
export function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What its class says that it looks like; undefined where that is no more than that it is an object. */
export function ownText(value: object): string | undefined {
  const toText: unknown = value.toString;
  return typeof toText === 'function' && toText !== rootOf(value).toString
    ? String(value)
    : undefined;
}

/** `Object.prototype`, as it is in the value's realm. */
function rootOf(value: object): object {
  let root = value;
  for (let above = value; above !== null; above = Object.getPrototypeOf(above)) root = above;
  return root;
}
