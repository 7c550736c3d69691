import { canSee } from '../acts/access.ts';
import { isPull } from '../acts/issues.ts';
import type { CheckRun, Comment, Issue, Label, PullIssue, Repository } from '../state/model.ts';
import { decodeNodeId } from '../state/node-id.ts';
import { issuesOf } from '../state/store.ts';
import { accountView, appView } from './account-view.ts';
import { runView, suiteView } from './check-view.ts';
import { objectView, refView } from './git-view.ts';
import { commentView, issueView, labelView, reactionView } from './issue-view.ts';
import { repositoryView } from './repository-view.ts';
import { type Context, graphqlProblem, type View } from './view.ts';

/** What a node id stands for, when the actor may see it. */
export type Found =
  | { readonly type: 'repository'; readonly repository: Repository }
  | { readonly type: 'issue'; readonly issue: Issue; readonly repository: Repository }
  | { readonly type: 'pull'; readonly issue: PullIssue; readonly repository: Repository }
  | { readonly type: 'comment'; readonly comment: Comment; readonly repository: Repository }
  | { readonly type: 'label'; readonly label: Label; readonly repository: Repository }
  | { readonly type: 'run'; readonly run: CheckRun; readonly repository: Repository }
  | { readonly type: 'ref'; readonly name: string; readonly oid: string; readonly repository: Repository }
  | { readonly type: 'other'; readonly view: View };

const unresolved = (id: string) =>
  graphqlProblem('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);

/** Finds a node of any type. Throws GitHub's NOT_FOUND. */
export async function findNode(context: Context, id: string): Promise<Found> {
  const key = decodeNodeId(id);
  const found = key ? await lookUp(context, key.prefix, key.parts) : undefined;
  if (!found || ('repository' in found && !canSee(context.actor, found.repository))) throw unresolved(id);
  return found;
}

/** The node, which must be of one of the types. Throws GitHub's NOT_FOUND. */
export async function nodeOf<Type extends Found['type']>(
  context: Context,
  id: string,
  ...types: readonly Type[]
): Promise<Extract<Found, { type: Type }>> {
  const found = await findNode(context, id);
  if (!types.some((type) => type === found.type)) throw unresolved(id);
  return found as Extract<Found, { type: Type }>;
}

export async function nodeView(context: Context, id: string): Promise<View> {
  const found = await findNode(context, id);
  switch (found.type) {
    case 'repository':
      return repositoryView(context, found.repository);
    case 'issue':
    case 'pull':
      return issueView(context, found.issue);
    case 'comment':
      return commentView(context, found.comment);
    case 'label':
      return labelView(context, found.repository, found.label);
    case 'run':
      return runView(context, found.run);
    case 'ref':
      return refView(context, found.repository, found.name, found.oid);
    case 'other':
      return found.view;
  }
}

type Parts = readonly (number | string)[];

async function lookUp(context: Context, prefix: string, parts: Parts): Promise<Found | undefined> {
  const { store } = context.world;
  const [first, second] = parts;
  const repository = store.repositories.get(Number(first));
  const id = Number(second);
  switch (prefix) {
    case 'U':
    case 'BOT':
    case 'O': {
      const account = store.accounts.get(Number(first));
      return account && { type: 'other', view: accountView(context, account) };
    }
    case 'A': {
      const app = store.apps.get(Number(first));
      return app && { type: 'other', view: appView(context, app) };
    }
    case 'REA':
      return reactionOf(context, Number(first));
    case 'R':
      return repository && { type: 'repository', repository };
    default:
      return repository && inRepository(context, repository, prefix, id, String(second));
  }
}

async function inRepository(
  context: Context,
  repository: Repository,
  prefix: string,
  id: number,
  text: string,
): Promise<Found | undefined> {
  const { store } = context.world;
  const issues = [...issuesOf(store, repository).values()];
  switch (prefix) {
    case 'I': {
      const issue = issues.find((each) => !isPull(each) && each.id === id);
      return issue && { type: 'issue', issue, repository };
    }
    case 'PR': {
      const issue = issues.filter(isPull).find((each) => each.pull.id === id);
      return issue && { type: 'pull', issue, repository };
    }
    case 'IC': {
      const comment = store.comments.get(id);
      return comment?.issue.repository === repository ? { type: 'comment', comment, repository } : undefined;
    }
    case 'LA': {
      const label = [...repository.labels.values()].find((each) => each.id === id);
      return label && { type: 'label', label, repository };
    }
    case 'CR': {
      const run = store.runs.get(id);
      return run?.suite.repository === repository ? { type: 'run', run, repository } : undefined;
    }
    case 'CS': {
      const suite = store.suites.get(id);
      return suite?.repository === repository ? { type: 'other', view: suiteView(context, suite) } : undefined;
    }
    case 'REF': {
      const oid = repository.git.refs.read(text);
      return oid === undefined ? undefined : { type: 'ref', name: text, oid, repository };
    }
    case 'C':
    case 'T':
    case 'B': {
      const view = await objectView(context, repository, text);
      return view ? { type: 'other', view } : undefined;
    }
    default:
      return undefined;
  }
}

function reactionOf(context: Context, id: number): Found | undefined {
  const { store } = context.world;
  const subjects = [...store.comments.values(), ...[...store.issues.values()].flatMap((each) => [...each.values()])];
  for (const subject of subjects) {
    const reaction = subject.reactions.find((each) => each.id === id);
    if (reaction) return { type: 'other', view: reactionView(context, subject, reaction) };
  }
  return undefined;
}
