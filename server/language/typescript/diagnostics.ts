import ts from 'typescript';
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { ClusterKnowledge } from '../cell-language.ts';
import { isTopicName, missingTopic } from '../topics/missing-topic.ts';
import type { CellModule } from './cell-module.ts';
import { locationOf } from './navigation.ts';
import type { NotebookModules } from './notebook-modules.ts';
import { nodeAt } from './place.ts';
import type { Project } from './project.ts';
import { topicLiterals } from './topic-literals.ts';
import { unsupportedIn } from './unsupported.ts';

/** What diagnostics of the compiler say that they are from. */
export const SOURCE = 'ts';

/** What the compiler says that is no concern of cells. */
const IRRELEVANT = new Set([
  // Reserved in files of this extension: `<T>(x: T) => x`.
  7060,
  // What does more than say types: `unsupported` says what to write instead.
  ...[1294, 1206],
  // Implicitly `any`, but something better could be found out.
  ...[7043, 7044, 7045, 7046, 7047, 7048, 7049, 7050],
]);

/** What does not exist, perhaps since samples of records did not have it. */
const NO_PROPERTY = new Set([2339, 2551]);

const SEVERITIES: Readonly<Record<ts.DiagnosticCategory, DiagnosticSeverity>> = {
  [ts.DiagnosticCategory.Error]: DiagnosticSeverity.Error,
  [ts.DiagnosticCategory.Warning]: DiagnosticSeverity.Warning,
  [ts.DiagnosticCategory.Suggestion]: DiagnosticSeverity.Hint,
  [ts.DiagnosticCategory.Message]: DiagnosticSeverity.Information,
};

export interface DiagnosticsContext {
  readonly project: Project;
  readonly notebook: NotebookModules;
  readonly knowledge: ClusterKnowledge;
  /** The file that says what is known of topics. */
  readonly topicValues: string;
}

/** What is wrong in a cell. */
export function diagnosticsOf(module: CellModule, context: DiagnosticsContext): Diagnostic[] {
  const { service } = context.project;
  const { path } = module;
  const syntactic = service.getSyntacticDiagnostics(path);
  const semantic = service.getSemanticDiagnostics(path);
  const suggestions = service.getSuggestionDiagnostics(path);
  const said = [...syntactic, ...semantic, ...suggestions]
    .filter(({ code, start, length }) => {
      return !IRRELEVANT.has(code) && start !== undefined && module.has({ start, length: length! });
    })
    .map((each) => converted(each as ts.DiagnosticWithLocation, module, context));
  return [...said, ...unsupported(module, context), ...missingTopics(module, context)];
}

function converted(
  diagnostic: ts.DiagnosticWithLocation,
  module: CellModule,
  context: DiagnosticsContext,
): Diagnostic {
  const { code, category, messageText } = diagnostic;
  const isGuess = NO_PROPERTY.has(code) && isAboutSample(diagnostic, module, context);
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const tags = [
    ...(diagnostic.reportsUnnecessary ? [DiagnosticTag.Unnecessary] : []),
    ...(diagnostic.reportsDeprecated ? [DiagnosticTag.Deprecated] : []),
  ];
  const related = (diagnostic.relatedInformation ?? []).flatMap((each) => relatedTo(each, context));
  return {
    ...{ code, source: SOURCE, range: module.rangeOf(diagnostic) },
    severity: isGuess ? DiagnosticSeverity.Information : SEVERITIES[category],
    message: isGuess ? `${message} None of the records looked at has it.` : message,
    ...(tags.length === 0 ? {} : { tags }),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

function relatedTo(
  { file, start, length = 0, messageText }: ts.DiagnosticRelatedInformation,
  { notebook, project }: DiagnosticsContext,
) {
  if (file === undefined || start === undefined) return [];
  const span = { fileName: file.fileName, textSpan: { start, length } };
  return locationOf(span, notebook, project).map((location) => ({
    ...{ location, message: ts.flattenDiagnosticMessageText(messageText, '\n') },
  }));
}

/** Whether a property is missing in what is known by samples of records alone. */
function isAboutSample(
  { start }: ts.DiagnosticWithLocation,
  { path }: CellModule,
  { project, topicValues }: DiagnosticsContext,
): boolean {
  const { program } = project;
  const access = nodeAt(program.getSourceFile(path)!, start).parent;
  const object = ts.isPropertyAccessExpression(access)
    ? access.expression
    : ts.isBindingElement(access)
      ? access.parent
      : undefined;
  if (object === undefined) return false;
  const { symbol } = program.getTypeChecker().getTypeAtLocation(object);
  return (symbol?.declarations ?? []).some(
    (declaration) => declaration.getSourceFile().fileName === topicValues,
  );
}

/** Names of topics that there are not, where it is known which there are. */
function missingTopics(
  module: CellModule,
  { project, knowledge }: DiagnosticsContext,
): Diagnostic[] {
  const topics = knowledge.topics();
  if (topics === undefined) return [];
  const known = new Set(topics.map(({ name }) => name));
  const { program } = project;
  const source = program.getSourceFile(module.path)!;
  return topicLiterals(source, program.getTypeChecker(), module)
    .filter(({ name }) => isTopicName(name) && !known.has(name))
    .map(({ name, ...span }) => missingTopic(module.rangeOf(span), name));
}

/** What kernels cannot run although it is TypeScript. */
function unsupported(module: CellModule, { project }: DiagnosticsContext): Diagnostic[] {
  const source = project.program.getSourceFile(module.path)!;
  return unsupportedIn(source, module).map(({ node, message }) => ({
    range: module.rangeOf({ start: node.getStart(source), length: node.getWidth(source) }),
    ...{ severity: DiagnosticSeverity.Error, source: 'millrace', code: 'unsupported', message },
  }));
}
