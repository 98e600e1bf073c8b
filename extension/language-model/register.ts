import * as vscode from 'vscode';
import { LanguageModelTool, type LanguageModelToolId } from '../contributions.ts';
import { consumerGroups } from './consumer-groups.ts';
import { describeTopic } from './describe-topic.ts';
import { listClusters } from './list-clusters.ts';
import { listTopics } from './list-topics.ts';
import { peekMessages } from './peek-messages.ts';
import { produceMessages } from './produce-messages.ts';
import { textOf, usualRoom } from './report.ts';
import type { Tool, ToolAccess } from './tool.ts';
import { ToolInput } from './tool-input.ts';

const tools: Readonly<Record<LanguageModelToolId, Tool>> = {
  [LanguageModelTool.listClusters]: listClusters,
  [LanguageModelTool.listTopics]: listTopics,
  [LanguageModelTool.describeTopic]: describeTopic,
  [LanguageModelTool.peekMessages]: peekMessages,
  [LanguageModelTool.consumerGroups]: consumerGroups,
  [LanguageModelTool.produceMessages]: produceMessages,
};

/**
 * Offers the tools to agents. Editors that have no language models have no `vscode.lm`, or no tools there: nothing happens
 * then. `accessOf` is called when a tool is first used.
 */
export function registerTools(accessOf: () => ToolAccess): vscode.Disposable {
  if (typeof vscode.lm?.registerTool !== 'function') return vscode.Disposable.from();
  return vscode.Disposable.from(
    ...Object.entries(tools).flatMap(([name, tool]) => {
      try {
        return [vscode.lm.registerTool(name, asVscode(tool, accessOf))];
      } catch {
        // Editors that do not know the contribution refuse what was not contributed; all else is to work there.
        return [];
      }
    }),
  );
}

/** A tool as VS Code calls it. */
export function asVscode(
  tool: Tool,
  accessOf: () => ToolAccess,
): Required<vscode.LanguageModelTool<object>> {
  return {
    async prepareInvocation({ input }) {
      const values = new ToolInput(input);
      const asked = await tool.confirmation?.(values, accessOf());
      return {
        invocationMessage: tool.progress(values),
        ...(asked !== undefined && {
          confirmationMessages: {
            title: asked.title,
            message: new vscode.MarkdownString(asked.message),
          },
        }),
      };
    },
    async invoke({ input, tokenizationOptions }, token) {
      const cancelled = new AbortController();
      const subscription = token.onCancellationRequested(() => cancelled.abort());
      try {
        if (token.isCancellationRequested) throw new vscode.CancellationError();
        const report = await orCancelled(
          tool.run(new ToolInput(input), accessOf(), cancelled.signal),
          cancelled.signal,
        );
        const room =
          tokenizationOptions === undefined
            ? usualRoom
            : {
                most: tokenizationOptions.tokenBudget,
                measure: (text: string) => tokenizationOptions.countTokens(text, token),
              };
        return new vscode.LanguageModelToolResult([
          new vscode.LanguageModelTextPart(await textOf(report, room)),
        ]);
      } finally {
        subscription.dispose();
      }
    },
  };
}

/** What comes of it, unless it is cancelled before: a cluster that does not answer keeps nobody waiting. */
function orCancelled<T>(work: Promise<T>, cancelled: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    cancelled.addEventListener('abort', () => reject(new vscode.CancellationError()));
    work.then(resolve, reject);
  });
}
