import { authorize, hasRole, needs, roleOf } from '../acts/access.ts';
import { isPull } from '../acts/issues.ts';
import { pullsOf } from '../acts/pulls.ts';
import { resolveExpression } from '../git/revision.ts';
import type { Issue, PullIssue, Repository } from '../state/model.ts';
import { issueByNumber, issuesOf } from '../state/store.ts';
import { fullName, iso, repositoryWebUrl } from '../world.ts';
import { accountView } from './account-view.ts';
import { entryView, objectView, refView } from './git-view.ts';
import { issueView, labelView, pullView } from './issue-view.ts';
import { type Context, connection, graphqlProblem, type PageArgs, upper, type View } from './view.ts';

interface ListArgs extends PageArgs {
  readonly states?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: 'ASC' | 'DESC' } | null;
  readonly filterBy?: { readonly since?: string | null; readonly createdBy?: string | null } | null;
}

interface PullArgs extends ListArgs {
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
}

function listed<Item extends Issue>(items: readonly Item[], args: ListArgs): Item[] {
  const value = (issue: Issue) =>
    args.orderBy?.field === 'UPDATED_AT'
      ? issue.updatedAt
      : args.orderBy?.field === 'COMMENTS'
        ? issue.comments.length
        : issue.createdAt;
  const sign = args.orderBy?.direction === 'DESC' ? -1 : 1;
  return items
    .filter((issue) => !args.states || args.states.includes(issue.pull?.merged ? 'MERGED' : upper(issue.state)))
    .filter((issue) => !args.labels || args.labels.some((name) => issue.labels.some((label) => label.name === name)))
    .sort((a, b) => sign * (value(a) - value(b) || a.number - b.number));
}

export function repositoryView(context: Context, repository: Repository): View {
  const { world, actor } = context;
  const { git } = repository;
  const web = repositoryWebUrl(world, repository);
  const numbered = (number: number): Issue | undefined => issueByNumber(world.store, repository, number);
  const missing = (what: string, number: number) =>
    graphqlProblem('NOT_FOUND', `Could not resolve to ${what} with the number of ${number}.`);
  const branch = (name: string) => {
    const oid = git.refs.read(name);
    return oid ? refView(context, repository, name, oid) : null;
  };
  return {
    __typename: 'Repository',
    id: repository.nodeId,
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    owner: accountView(context, repository.owner),
    description: repository.description ?? null,
    url: web,
    resourcePath: `/${fullName(repository)}`,
    sshUrl: `git@${new URL(world.site.url).hostname}:${fullName(repository)}.git`,
    isArchived: repository.archived,
    archivedAt: repository.archived ? iso(repository.updatedAt) : null,
    isPrivate: repository.private,
    visibility: repository.private ? 'PRIVATE' : 'PUBLIC',
    isFork: false,
    isDisabled: false,
    isLocked: false,
    isMirror: false,
    isTemplate: false,
    isInOrganization: repository.owner.type === 'Organization',
    isEmpty: git.refs.list('refs/heads/').length === 0,
    hasIssuesEnabled: true,
    autoMergeAllowed: repository.autoMerge,
    mergeCommitAllowed: true,
    squashMergeAllowed: true,
    rebaseMergeAllowed: true,
    deleteBranchOnMerge: false,
    createdAt: iso(repository.createdAt),
    updatedAt: iso(repository.updatedAt),
    pushedAt: iso(repository.pushedAt),
    viewerPermission: () => {
      if (actor.kind !== 'user' && actor.kind !== 'installation') return null;
      const role = roleOf(repository, actor.account);
      return role ? upper(role) : null;
    },
    viewerCanAdminister: () => actor.kind === 'user' && hasRole(repository, actor.account, 'admin'),
    defaultBranchRef: () => {
      authorize(actor, repository, needs.readContents);
      return branch(`refs/heads/${repository.defaultBranch}`);
    },
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      authorize(actor, repository, needs.readContents);
      return branch(qualifiedName) ?? branch(`refs/heads/${qualifiedName}`) ?? branch(`refs/tags/${qualifiedName}`);
    },
    refs: (args: PageArgs & { refPrefix: string; query?: string | null; direction?: string | null }) => {
      authorize(actor, repository, needs.readContents);
      const prefix = args.refPrefix.endsWith('/') ? args.refPrefix : `${args.refPrefix}/`;
      const found = git.refs.list(prefix).filter(({ name }) => name.slice(prefix.length).includes(args.query ?? ''));
      const sorted = args.direction === 'DESC' ? found.toReversed() : found;
      return connection('refs', sorted, args, ({ name, oid }) => refView(context, repository, name, oid));
    },
    object: async ({ expression, oid }: { expression?: string | null; oid?: string | null }) => {
      authorize(actor, repository, needs.readContents);
      if (oid) return objectView(context, repository, oid);
      const found = await resolveExpression(git, expression ?? '', repository.defaultBranch);
      const view = found ? await objectView(context, repository, found.oid) : null;
      const folder = /:(.+)$/.exec(expression ?? '')?.[1]?.replace(/\/$/, '');
      if (view?.__typename !== 'Tree' || !folder || !found) return view;
      const children = await git.objects.tree(found.oid);
      return { ...view, entries: children.map((child) => entryView(context, repository, folder, child)) };
    },
    issue: ({ number }: { number: number }) => {
      authorize(actor, repository, { ...needs.readIssues, permissions: ['issues'] });
      const issue = numbered(number);
      if (!issue || isPull(issue)) throw missing('an Issue', number);
      return issueView(context, issue);
    },
    pullRequest: ({ number }: { number: number }) => {
      authorize(actor, repository, needs.readPulls);
      const issue = numbered(number);
      if (!issue || !isPull(issue)) throw missing('a PullRequest', number);
      return pullView(context, issue);
    },
    issueOrPullRequest: ({ number }: { number: number }) => {
      const issue = numbered(number);
      authorize(actor, repository, issue && isPull(issue) ? needs.readPulls : needs.readIssues);
      if (!issue) throw missing('an issue or pull request', number);
      return issueView(context, issue);
    },
    issues: (args: ListArgs) => {
      authorize(actor, repository, { ...needs.readIssues, permissions: ['issues'] });
      const since = Date.parse(args.filterBy?.since ?? '') || 0;
      const all = [...issuesOf(world.store, repository).values()].filter((issue) => !isPull(issue));
      const found = listed(all, args).filter((issue) => issue.updatedAt >= since);
      return connection('issues', found, args, (issue) => issueView(context, issue));
    },
    pullRequests: (args: PullArgs) => {
      authorize(actor, repository, needs.readPulls);
      const found = listed<PullIssue>(pullsOf(world, repository), args)
        .filter(({ pull }) => args.headRefName == null || pull.head.ref === args.headRefName)
        .filter(({ pull }) => args.baseRefName == null || pull.base.ref === args.baseRefName);
      return connection('pullRequests', found, args, (issue) => pullView(context, issue));
    },
    label: ({ name }: { name: string }) => {
      const label = repository.labels.get(name.toLowerCase());
      return label ? labelView(context, repository, label) : null;
    },
    labels: (args: PageArgs & { query?: string | null }) => {
      const found = [...repository.labels.values()].filter((label) => label.name.includes(args.query ?? ''));
      return connection('labels', found, args, (label) => labelView(context, repository, label));
    },
  };
}
