import { authorize, needs } from '../acts/access.ts';
import { pullsOf, pullsWith } from '../acts/pulls.ts';
import { ancestors } from '../git/history.ts';
import type { ObjectStore } from '../git/object-store.ts';
import { type Commit, directoryMode, isBinary, submoduleMode, type TreeEntry } from '../git/objects.ts';
import { entryAt } from '../git/trees.ts';
import { accountByEmail } from '../json/commit.ts';
import type { Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { suitesOf } from '../state/store.ts';
import { iso, repositoryWebUrl } from '../world.ts';
import { accountView } from './account-view.ts';
import { type Context, connection, type PageArgs, type View } from './view.ts';

/** Any git object, by oid; `null` when there is none. */
export async function objectView(context: Context, repository: Repository, oid: string): Promise<View | null> {
  const { objects } = repository.git;
  const object = await objects.read(oid);
  if (!object) return null;
  if (object.type === 'commit') {
    const commit = await objects.commit(oid);
    return commit ? commitView(context, repository, commit) : null;
  }
  const common = baseView(context, repository, oid);
  if (object.type === 'tree') {
    return {
      ...common,
      __typename: 'Tree',
      id: encodeNodeId('T', repository.id, oid),
      entries: async () => (await objects.tree(oid)).map((entry) => entryView(context, repository, '', entry)),
    };
  }
  const binary = isBinary(object.bytes);
  const limit = context.world.limits.blobText;
  return {
    ...common,
    __typename: 'Blob',
    id: encodeNodeId('B', repository.id, oid),
    byteSize: object.bytes.length,
    isBinary: binary,
    isTruncated: object.bytes.length > limit,
    text: binary ? null : object.bytes.subarray(0, limit).toString('utf8'),
  };
}

function baseView(context: Context, repository: Repository, oid: string) {
  const path = `/${repository.owner.login}/${repository.name}/commit/${oid}`;
  return {
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitResourcePath: path,
    commitUrl: context.world.site.url + path,
    repository: () => context.show.repository(repository),
  };
}

export function entryView(context: Context, repository: Repository, folder: string, entry: TreeEntry): View {
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
  const type = entry.mode === directoryMode ? 'tree' : entry.mode === submoduleMode ? 'commit' : 'blob';
  return {
    __typename: 'TreeEntry',
    name: entry.name,
    nameRaw: Buffer.from(entry.name).toString('base64'),
    path,
    pathRaw: Buffer.from(path).toString('base64'),
    extension: /\.[^.]+$/.exec(entry.name)?.[0] ?? '',
    mode: Number.parseInt(entry.mode, 8),
    type,
    oid: entry.oid,
    isGenerated: false,
    size: async () => (type === 'blob' ? ((await repository.git.objects.read(entry.oid))?.bytes.length ?? 0) : 0),
    object: async () => {
      const view = await objectView(context, repository, entry.oid);
      if (view?.__typename !== 'Tree') return view;
      const children = await repository.git.objects.tree(entry.oid);
      return { ...view, entries: children.map((child) => entryView(context, repository, path, child)) };
    },
    repository: () => context.show.repository(repository),
  };
}

function actorView(context: Context, signature: Commit['author']): View {
  const account = accountByEmail(context.world, signature.email);
  return {
    __typename: 'GitActor',
    name: signature.name,
    email: signature.email,
    date: iso(signature.time),
    avatarUrl: `${context.world.site.url}/avatars/u/e?email=${encodeURIComponent(signature.email)}`,
    user: account?.type === 'User' ? accountView(context, account) : null,
  };
}

export function commitView(context: Context, repository: Repository, commit: Commit): View {
  const { git } = repository;
  const web = `${repositoryWebUrl(context.world, repository)}/commit/${commit.oid}`;
  const [headline = '', ...rest] = commit.message.split('\n');
  const commits = async (name: string, oids: readonly string[], args: PageArgs) => {
    const found = await Promise.all(oids.map((oid) => git.objects.commit(oid)));
    const known = found.filter((each) => each !== undefined);
    return connection(name, known, args, (each) => commitView(context, repository, each));
  };
  const diff = async () => git.diff(commit.parents[0] ?? git.objects.writeTree([]), commit.oid);
  return {
    ...baseView(context, repository, commit.oid),
    __typename: 'Commit',
    id: encodeNodeId('C', repository.id, commit.oid),
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join('\n').replace(/^\n/, ''),
    url: web,
    resourcePath: new URL(web).pathname,
    treeUrl: web.replace('/commit/', '/tree/'),
    author: actorView(context, commit.author),
    committer: actorView(context, commit.committer),
    authoredDate: iso(commit.author.time),
    committedDate: iso(commit.committer.time),
    committedViaWeb: commit.committer.email === 'noreply@github.com',
    additions: async () => (await diff()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await diff()).reduce((sum, file) => sum + file.deletions, 0),
    changedFilesIfAvailable: async () => (await diff()).length,
    tree: () => objectView(context, repository, commit.tree),
    file: async ({ path }: { path: string }) => {
      const entry = await entryAt(git.objects, commit.tree, path);
      return entry && path !== ''
        ? entryView(context, repository, path.split('/').slice(0, -1).join('/'), entry)
        : null;
    },
    parents: (args: PageArgs) => commits('parents', commit.parents, args),
    history: async (args: PageArgs & { path?: string | null; until?: string | null }) => {
      const oids = await untilTime(git.objects, [...(await ancestors(git.objects, commit.oid))], args.until);
      return commits('history', args.path ? await touching(repository, oids, args.path) : oids, args);
    },
    signature: repository.signed.has(commit.oid)
      ? {
          __typename: 'GpgSignature',
          isValid: true,
          state: 'VALID',
          wasSignedByGitHub: true,
          email: 'noreply@github.com',
          signature: '-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n',
          payload: `tree ${commit.tree}\n`,
          verifiedAt: iso(commit.committer.time),
          signer: null,
        }
      : null,
    checkSuites: (args: PageArgs & { filterBy?: { appId?: number | null; checkName?: string | null } | null }) => {
      authorize(context.actor, repository, needs.readChecks);
      const { appId, checkName } = args.filterBy ?? {};
      const found = suitesOf(context.world.store, repository, commit.oid)
        .filter((suite) => appId == null || suite.app.id === appId)
        .filter((suite) => checkName == null || suite.runs.some((run) => run.name === checkName));
      return connection('checkSuites', found, args, (suite) => context.show.suite(suite));
    },
    statusCheckRollup: () => context.show.rollup(repository, commit.oid),
    associatedPullRequests: async (args: PageArgs) => {
      authorize(context.actor, repository, needs.readPulls);
      const found = await pullsWith(context.world, repository, commit.oid);
      return connection('associatedPullRequests', found, args, (issue) => context.show.pull(issue));
    },
  };
}

/** Those that were committed by a time, as ISO 8601 has it. */
async function untilTime(store: ObjectStore, oids: readonly string[], until?: string | null): Promise<string[]> {
  const end = until == null ? Number.POSITIVE_INFINITY : Date.parse(until);
  const commits = await Promise.all(oids.map((oid) => store.commit(oid)));
  return oids.filter((_, index) => (commits[index]?.committer.time ?? 0) <= end);
}

/** Commits that changed a path against their first parent. */
async function touching(repository: Repository, oids: readonly string[], path: string): Promise<string[]> {
  const { objects } = repository.git;
  const at = async (oid: string | undefined) => {
    const commit = oid === undefined ? undefined : await objects.commit(oid);
    return commit && (await entryAt(objects, commit.tree, path))?.oid;
  };
  const found: string[] = [];
  for (const oid of oids) {
    const parent = (await objects.commit(oid))?.parents[0];
    if ((await at(oid)) !== (await at(parent))) found.push(oid);
  }
  return found;
}

export function refView(context: Context, repository: Repository, name: string, oid: string): View {
  const short = name.replace(/^refs\/[^/]+\//, '');
  return {
    __typename: 'Ref',
    id: encodeNodeId('REF', repository.id, name),
    name: short,
    prefix: name.slice(0, name.length - short.length),
    target: () => objectView(context, repository, oid),
    repository: () => context.show.repository(repository),
    associatedPullRequests: (args: PageArgs & { states?: readonly string[] | null }) => {
      const found = pullsOf(context.world, repository).filter(
        ({ pull, state }) =>
          pull.head.ref === short &&
          (!args.states || args.states.includes(pull.merged ? 'MERGED' : state.toUpperCase())),
      );
      return connection('associatedPullRequests', found, args, (issue) => context.show.pull(issue));
    },
  };
}
