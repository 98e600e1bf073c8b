import { UserError } from '../../../node/user-error.ts';
import { LONGEST } from './line-records.ts';

/**
 * The texts of a JSON array's elements, some at a time, without reading all of it. That each is JSON is for others to see.
 * @throws UserError for what is no array
 */
export async function* jsonElements(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  const splitter = new Splitter();
  for await (const chunk of chunks) yield splitter.take(chunk);
  splitter.end();
}

class Splitter {
  #depth = 0;
  /** Of the element that has begun. */
  #text = '';
  #isString = false;
  #isEscaped = false;
  #isEnded = false;
  #count = 0;

  take(chunk: string): string[] {
    const elements: string[] = [];
    let from = this.#depth > 0 ? 0 : chunk.length;
    for (let i = 0; i < chunk.length; i++) {
      const character = chunk[i]!;
      if (this.#isString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (character === '\\') this.#isEscaped = true;
        else if (character === '"') this.#isString = false;
      } else if (this.#depth === 0) {
        if (/[\s\ufeff]/.test(character)) continue;
        this.#begin(character);
        from = i + 1;
      } else if (character === '"') this.#isString = true;
      else if (character === '[' || character === '{') this.#depth++;
      else if (character === ']' || character === '}' || (character === ',' && this.#depth === 1)) {
        if (character !== ',') this.#depth--;
        if (character !== ',' && this.#depth > 0) continue;
        this.#element(this.#text + chunk.slice(from, i), character, elements);
        this.#text = '';
        from = i + 1;
        if (this.#depth === 0) from = chunk.length;
      }
    }
    this.#text += chunk.slice(from);
    if (this.#text.length > LONGEST) throw new UserError('An element is too long to be sent.');
    return elements;
  }

  end(): void {
    if (!this.#isEnded) {
      throw new UserError('The file ends before the array does: a closing bracket is missing.');
    }
  }

  #begin(character: string): void {
    if (this.#isEnded) throw new UserError('There is more in the file after the end of the array.');
    if (character !== '[') {
      throw new UserError(
        'The file is no JSON array, which begins with a bracket. If it has one object a line, choose "One value a line".',
      );
    }
    this.#depth = 1;
  }

  #element(text: string, end: string, elements: string[]): void {
    const element = text.trim();
    this.#isEnded = end !== ',';
    if (element !== '') {
      elements.push(element);
      this.#count++;
    } else if (end === ',' || this.#count > 0) {
      throw new UserError(`There is nothing where element ${this.#count + 1} should be.`);
    }
  }
}
