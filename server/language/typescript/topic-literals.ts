// Where programs write names of topics: where declarations say `TopicName`.

import ts from 'typescript';

const NAME = 'TopicName';
const BY_NAME = 'ByTopic';

/** A topic's name in a text. */
export interface TopicLiteral {
  readonly name: string;
  /** Without quotes. */
  readonly start: number;
  readonly length: number;
}

/** The names of topics that are written in a part of a source file. */
export function topicLiterals(
  source: ts.SourceFile,
  checker: ts.TypeChecker,
  { start, end }: { readonly start: number; readonly end: number },
): TopicLiteral[] {
  const literals: TopicLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end < start || node.pos > end) return;
    if (ts.isStringLiteralLike(node) && isTopic(node, checker)) {
      const at = node.getStart(source) + 1;
      literals.push({ name: node.text, start: at, length: Math.max(0, node.end - 1 - at) });
    } else if (ts.isObjectLiteralExpression(node) && isByTopic(node, checker)) {
      for (const { name } of node.properties) {
        if (name === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) continue;
        const quote = ts.isStringLiteral(name) ? 1 : 0;
        const at = name.getStart(source) + quote;
        literals.push({ name: name.text, start: at, length: name.end - quote - at });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return literals;
}

function isTopic(literal: ts.StringLiteralLike, checker: ts.TypeChecker): boolean {
  const { parent } = literal;
  if (ts.isImportDeclaration(parent) || ts.isPropertyAccessExpression(parent)) return false;
  const expected = checker.getContextualType(literal);
  if (expected !== undefined && isNamed(checker.getNonNullableType(expected), NAME)) return true;
  // Where the parameter's type depends on what is given for it, its declaration says what is expected.
  const argument = ts.isArrayLiteralExpression(parent) ? parent : literal;
  const call = argument.parent;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return false;
  const index = call.arguments?.indexOf(argument) ?? -1;
  if (index < 0) return false;
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const parameter = declaration?.parameters[Math.min(index, declaration.parameters.length - 1)];
  if (parameter === undefined || !ts.isParameter(parameter)) return false;
  return parameter.type !== undefined && mentionsTopic(parameter.type, checker);
}

function isByTopic(object: ts.ObjectLiteralExpression, checker: ts.TypeChecker): boolean {
  if (object.properties.length === 0) return false;
  const expected = checker.getContextualType(object);
  return expected !== undefined && isNamed(checker.getNonNullableType(expected), BY_NAME);
}

function isNamed({ aliasSymbol }: ts.Type, name: string): boolean {
  return aliasSymbol?.name === name;
}

/** Whether a type is or has `TopicName`, or a parameter of types that has to be one. */
function mentionsTopic(type: ts.TypeNode, checker: ts.TypeChecker): boolean {
  let isMentioned = false;
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
      if (node.typeName.text === NAME) isMentioned = true;
      const symbol = checker.getSymbolAtLocation(node.typeName);
      const declared = symbol?.declarations?.find(ts.isTypeParameterDeclaration);
      const constraint = declared?.constraint;
      if (constraint !== undefined && constraint.getText() === NAME) isMentioned = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(type);
  return isMentioned;
}
