// Sample data that is asked for without measure: {{string.alpha(999999999)}}.

import { createContext, Script } from 'node:vm';
import type { Fake } from './template.ts';

/** Milliseconds that an expression may take. */
const MOST_TIME = 500;
/** Characters that it may make. */
const MOST_LENGTH = 1_000_000;
/** An expression is watched so often; what is as large as that takes long from the first time on. Watching takes longer than making. */
const WATCHED = 3;

/** What an expression makes is too much: one sentence. */
export class TooMuch extends Error {}

/** The same, but it ends: what takes too long is broken off, and what is too large refused. @throws TooMuch */
export function boundedFake(fake: Fake): Fake {
  const watched = watch(fake);
  const times = new Map<string, number>();
  return (expression) => {
    const time = times.get(expression) ?? 0;
    let made: string;
    if (time >= WATCHED) made = fake(expression);
    else {
      made = watched(expression);
      times.set(expression, time + 1);
    }
    if (made.length > MOST_LENGTH) throw tooMuch();
    return made;
  };
}

/** Node breaks off what runs in a context of `vm` for too long, also where that has called functions from outside. */
function watch(fake: Fake): Fake {
  const scope = { fake, expression: '' };
  const context = createContext(scope);
  const script = new Script('fake(expression)');
  return (expression) => {
    scope.expression = expression;
    try {
      return script.runInContext(context, { timeout: MOST_TIME });
    } catch (error) {
      const isTimeout = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      // An array or a text that no memory is large enough for.
      throw isTimeout || error instanceof RangeError ? tooMuch() : error;
    }
  };
}

function tooMuch(): TooMuch {
  return new TooMuch(
    `it makes more than ${MOST_LENGTH} characters, or takes longer than ${MOST_TIME / 1000} s. Ask for less.`,
  );
}
