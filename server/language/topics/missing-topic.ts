// A topic that does not exist (yet): said as a hint, with a quick fix that creates it.

import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
} from 'vscode-languageserver';
import type { CreateMissingTopic } from '../../contract/language.ts';

/** By which a diagnostic is known to be about a topic that is not there. */
export const MISSING_TOPIC = 'missing-topic';

/** A name that a topic can have (Kafka's Topic.validate). */
export function isTopicName(text: string): boolean {
  return /^[\w.-]{1,249}$/.test(text) && text !== '.' && text !== '..';
}

export function missingTopic(range: Range, topic: string): Diagnostic {
  return {
    ...{ range, severity: DiagnosticSeverity.Hint, source: 'millrace', code: MISSING_TOPIC },
    message: `There is no topic ${topic} on the selected cluster.`,
    data: { topic },
  };
}

/** The quick fix for such a diagnostic; undefined for any other. */
export function createTopicAction(diagnostic: Diagnostic): CodeAction | undefined {
  const { topic } = (diagnostic.data ?? {}) as { readonly topic?: unknown };
  if (diagnostic.code !== MISSING_TOPIC || typeof topic !== 'string') return undefined;
  const title = `Create the topic ${topic}`;
  const { command, arguments: args } = {
    command: 'millrace.createMissingTopic',
    arguments: [topic],
  } satisfies CreateMissingTopic;
  return {
    ...{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred: true },
    command: { title, command, arguments: args },
  };
}
