import * as vscode from 'vscode';
import { spokenName } from '../clusters/cluster-name.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import type { NameProblem } from '../clusters/topic-name.ts';
import { t } from '../l10n.ts';

/** Where a question stands in a series; each question after the first offers to go back. */
export interface Step {
  readonly title: string;
  readonly step: number;
  readonly of: number;
}

/** Thrown when the user leaves a series of questions; commands that ask end quietly then. */
export class Cancelled extends Error {}

/** What a question was answered with, or that the user went back to the question before. */
export type Answer<T> = { readonly value: T } | 'back';

/** One text; `check` says what is wrong with it while it is typed. */
export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  check(text: string): string | vscode.InputBoxValidationMessage | undefined;
}

/** @throws Cancelled if the user dismisses it. */
export function askText(step: Step, question: TextQuestion): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = question.prompt;
  box.value = question.value ?? '';
  box.placeholder = question.placeholder;
  const check = () => {
    const problem = question.check(box.value);
    box.validationMessage = problem;
    return problem === undefined || (typeof problem === 'object' && !isError(problem));
  };
  // An empty box is not scolded before anything was typed.
  if (box.value !== '') check();
  return ask(box, step, (accept) => {
    box.onDidChangeValue(check);
    box.onDidAccept(() => {
      if (check()) accept(box.value);
    });
  });
}

/** One of several. @throws Cancelled if the user dismisses it. */
export function askChoice<T extends vscode.QuickPickItem>(
  step: Step,
  placeholder: string,
  items: readonly T[],
): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<T>();
  pick.placeholder = placeholder;
  pick.items = items;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  return ask(pick, step, (accept) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) accept(chosen);
    });
  });
}

/** Any number of several, at least one. @throws Cancelled if the user dismisses it. */
export function askChoices<T extends vscode.QuickPickItem>(
  step: Step,
  placeholder: string,
  items: readonly T[],
): Promise<Answer<readonly T[]>> {
  const pick = vscode.window.createQuickPick<T>();
  pick.placeholder = placeholder;
  pick.canSelectMany = true;
  pick.items = items;
  pick.selectedItems = items.filter(({ picked }) => picked);
  pick.matchOnDescription = true;
  return ask(pick, step, (accept) => {
    pick.onDidAccept(() => {
      if (pick.selectedItems.length > 0) accept(pick.selectedItems);
    });
  });
}

/**
 * Asks in a modal dialog whether to do what cannot be undone. `target` is the cluster that it is done to: the question begins
 * with the name of another than the local one.
 */
export async function confirm(
  question: string,
  detail: string,
  action: string,
  target?: Pick<ReachableCluster, 'connection'>,
): Promise<boolean> {
  const options = { modal: true, detail };
  const connection = target?.connection;
  const asked =
    connection === undefined ? question : t('{0}: {1}', spokenName(connection), question);
  return (await vscode.window.showWarningMessage(asked, options, action)) === action;
}

/** Questions one after another, going back and forth, until the last is answered. */
export async function askInTurn(
  questions: readonly (() => Promise<Answer<unknown>>)[],
): Promise<void> {
  for (let at = 0; at < questions.length; ) {
    const answer = await questions[at]?.();
    at += answer === 'back' ? -1 : 1;
  }
}

function ask<T, I extends vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox>(
  input: I,
  { title, step, of }: Step,
  listen: (accept: (value: T) => void) => void,
): Promise<Answer<T>> {
  return new Promise<Answer<T>>((resolve, reject) => {
    input.title = title;
    if (of > 1) {
      input.step = step;
      input.totalSteps = of;
    }
    // Looking something up in another window must not lose what was typed.
    input.ignoreFocusOut = true;
    if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
    input.onDidTriggerButton(() => resolve('back'));
    input.onDidHide(() => reject(new Cancelled(t('Cancelled'))));
    listen((value) => resolve({ value }));
    input.show();
  }).finally(() => input.dispose());
}

function isError({ severity }: vscode.InputBoxValidationMessage): boolean {
  return severity === vscode.InputBoxValidationSeverity.Error;
}

/** A problem with a name as input boxes show it. */
export function asValidation(
  problem: NameProblem | undefined,
): vscode.InputBoxValidationMessage | undefined {
  if (problem === undefined) return undefined;
  const level = vscode.InputBoxValidationSeverity;
  const severity = problem.severity === 'error' ? level.Error : level.Warning;
  return { message: problem.message, severity };
}
