// What hovers and completions say of PySpark's names, as Markdown.

import { PYTHON_NOT_RUN } from '../../kernel/python-executor.ts';
import { codeBlock, paragraphs, prose } from '../markdown.ts';
import { classNamed, memberOf } from './pyspark/names.ts';
import type { Value } from './values.ts';

/** `map(f, preservesPartitioning=False)`, or the name alone of what is not called. */
export function signatureOf(value: Value, as?: string): string {
  switch (value.is) {
    case 'module':
      return value.path;
    case 'class': {
      const { parameters } = classNamed(value.name)!;
      const name = as ?? value.name;
      return parameters === undefined ? name : `${name}(${parameters})`;
    }
    case 'object':
      return value.of;
    case 'member': {
      const [parameters] = memberOf(value.of, value.name, value.among)!;
      return parameters === undefined ? value.name : `${value.name}(${parameters})`;
    }
  }
}

/** What a value is, in a word before its signature, and what it is for. */
export function documentationOf(value: Value): string {
  switch (value.is) {
    case 'module':
      return paragraphs(code(`import ${value.path}`));
    case 'class': {
      const { module, help } = classNamed(value.name)!;
      return paragraphs(code(`class ${signatureOf(value)}`), prose(help), `From \`${module}\`.`);
    }
    case 'object':
      return prose(classNamed(value.of)!.help);
    case 'member': {
      const [parameters, returns, help] = memberOf(value.of, value.name, value.among)!;
      const owner = `${value.of}.${signatureOf(value)}`;
      const result = returns === '' ? '' : ` -> ${returns}`;
      return paragraphs(
        code(`${owner}${parameters === undefined ? result.replace(' ->', ':') : result}`),
        prose(help),
      );
    }
  }
}

/** The same for a variable. */
export function variableDocumentation(name: string, value: Value | undefined): string {
  if (value?.is !== 'object') return code(name);
  return paragraphs(code(`${name}: ${value.of}`), documentationOf(value));
}

/** With what is to be said of all Python cells. */
export function withNote(documentation: string): string {
  return `${documentation}\n\n*${PYTHON_NOT_RUN}*`;
}

function code(line: string): string {
  return codeBlock('python', line);
}
