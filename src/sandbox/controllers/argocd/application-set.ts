import { asTree, at, type KubeObject, type Manifest, same, timestamp, withAt } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { ApiError } from '../../kubernetes/status.ts';
import type { CachedGit } from '../git.ts';
import { folderParameters, render, TemplateError } from './template.ts';
import { annotations, cascadeFinalizers, group } from './terms.ts';

const manager = 'argocd-applicationset-controller';

export interface ApplicationSetWorld {
  readonly store: ObjectStore;
  readonly git: CachedGit;
  readonly now: () => number;
}

interface DirectoryRule {
  readonly path: string;
  readonly exclude?: boolean;
}

const matches = (pattern: string, path: string): boolean => {
  const parts = pattern.split('/');
  const names = path.split('/');
  return (
    parts.length === names.length &&
    parts.every((part, index) =>
      new RegExp(
        `^${part
          .replaceAll(/[.+^${}()|\\]/g, '\\$&')
          .replaceAll('*', '[^/]*')
          .replaceAll('?', '[^/]')}$`,
      ).test(names[index] ?? ''),
    )
  );
};

/** Every folder with something in it, hidden ones left out. */
const foldersOf = (paths: readonly string[]): readonly string[] => {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
  }
  return [...folders].filter((folder) => !folder.split('/').some((part) => part.startsWith('.'))).sort();
};

class GeneratorError extends Error {
  override readonly name = 'GeneratorError';
}

const generatedFolders = async (
  world: ApplicationSetWorld,
  generator: unknown,
  force: boolean,
): Promise<readonly string[]> => {
  const git = at(generator, 'git');
  const rules = at(git, 'directories') as readonly DirectoryRule[] | undefined;
  if (git === undefined || rules === undefined)
    throw new GeneratorError('the sandbox plays the Git directory generator only');
  const repoUrl = String(at(git, 'repoURL'));
  const revision = String(at(git, 'revision') ?? 'HEAD');
  const commit = await world.git.resolve(repoUrl, revision, force);
  if (commit === undefined)
    throw new GeneratorError(`error getting directories from repo: unable to resolve git revision ${revision}`);
  const files = await world.git.readTree(repoUrl, commit, '');
  return foldersOf(files.map((file) => file.path)).filter(
    (folder) =>
      rules.some((rule) => rule.exclude !== true && matches(rule.path, folder)) &&
      !rules.some((rule) => rule.exclude === true && matches(rule.path, folder)),
  );
};

const wantedApplication = (set: KubeObject, folder: string): Manifest => {
  const template = asTree(at(set, 'spec', 'template'));
  const rendered = asTree(render(template, folderParameters(folder), at(set, 'spec', 'goTemplate') === true));
  const metadata = asTree(rendered['metadata']) as Manifest['metadata'];
  const preserve = at(set, 'spec', 'syncPolicy', 'preserveResourcesOnDeletion') === true;
  // Generated Applications take their objects with them unless told otherwise, and in foreground.
  const finalizers = metadata.finalizers ?? (preserve ? [] : [cascadeFinalizers[0] ?? '']);
  const { namespace, name, uid } = set.metadata;
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'Application',
    metadata: {
      ...metadata,
      ...(namespace === undefined ? {} : { namespace }),
      ...(finalizers.length === 0 ? {} : { finalizers }),
      ownerReferences: [
        { apiVersion: set.apiVersion, kind: set.kind, name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: rendered['spec'],
  };
};

/** Lays a generated Application over the one that lives; only the annotations that controllers need survive. */
const ensureApplication = (world: ApplicationSetWorld, wanted: Manifest): void => {
  const { namespace, name } = wanted.metadata;
  const live = world.store.get({ group, kind: 'Application', namespace, name: name ?? '' });
  if (live === undefined) {
    world.store.create(wanted, manager);
    return;
  }
  if (live.metadata.deletionTimestamp !== undefined) return;
  const refresh = live.metadata.annotations?.[annotations.refresh];
  const kept = { ...wanted.metadata.annotations, ...(refresh === undefined ? {} : { [annotations.refresh]: refresh }) };
  const metadata = {
    ...live.metadata,
    ...(wanted.metadata.labels === undefined ? {} : { labels: wanted.metadata.labels }),
    annotations: kept,
    finalizers: wanted.metadata.finalizers ?? [],
    ownerReferences: wanted.metadata.ownerReferences ?? [],
  };
  const next: KubeObject = { ...live, metadata, spec: wanted['spec'] };
  const plain = (object: KubeObject) => withAt(object, ['metadata', 'managedFields'], undefined);
  if (!same(plain(next), plain(live))) world.store.update(next, manager);
};

const report = (world: ApplicationSetWorld, set: KubeObject, problem: string | undefined, reason: string): void => {
  const current = world.store.get({
    group,
    kind: 'ApplicationSet',
    namespace: set.metadata.namespace,
    name: set.metadata.name,
  });
  if (current === undefined) return;
  const known = (at(current, 'status', 'conditions') ?? []) as readonly {
    readonly type: string;
    readonly status: string;
    readonly lastTransitionTime: string;
  }[];
  const condition = (type: string, status: 'True' | 'False', why: string, message: string) => {
    const old = known.find((each) => each.type === type);
    return {
      type,
      status,
      reason: why,
      message,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : timestamp(world.now()),
    };
  };
  const well = 'Successfully generated parameters for all Applications';
  const conditions =
    problem === undefined
      ? [
          condition(
            'ErrorOccurred',
            'False',
            'ApplicationSetUpToDate',
            'All applications have been generated successfully',
          ),
          condition('ParametersGenerated', 'True', 'ParametersGenerated', well),
          condition(
            'ResourcesUpToDate',
            'True',
            'ApplicationSetUpToDate',
            'All applications have been generated successfully',
          ),
        ]
      : [
          condition('ErrorOccurred', 'True', reason, problem),
          condition('ParametersGenerated', 'False', 'ErrorOccurred', problem),
          condition('ResourcesUpToDate', 'False', reason, problem),
        ];
  const next = withAt(current, ['status', 'conditions'], conditions);
  if (!same(next, current)) world.store.updateStatus(next, manager);
};

/**
 * Makes one Application for each folder that the generator finds, and deletes those whose folder is gone. A generator
 * that fails changes nothing; one that finds nothing deletes all.
 */
export const playApplicationSet = async (
  world: ApplicationSetWorld,
  namespace: string,
  name: string,
  force: boolean,
): Promise<void> => {
  const set = world.store.get({ group, kind: 'ApplicationSet', namespace, name });
  if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
  try {
    const generators = (at(set, 'spec', 'generators') ?? []) as readonly unknown[];
    const folders: string[] = [];
    for (const generator of generators) folders.push(...(await generatedFolders(world, generator, force)));
    const wanted = folders.map((folder) => wantedApplication(set, folder));
    const mode = at(set, 'spec', 'syncPolicy', 'applicationsSync') ?? 'sync';
    for (const application of wanted) {
      const exists =
        world.store.get({ group, kind: 'Application', namespace, name: application.metadata.name ?? '' }) !== undefined;
      if (!exists || mode === 'sync' || mode === 'create-update') ensureApplication(world, application);
    }
    if (mode === 'sync' || mode === 'create-delete') {
      const names = new Set(wanted.map((application) => application.metadata.name));
      for (const live of world.store.list(group, 'Application', namespace)) {
        const mine = live.metadata.ownerReferences?.some(
          (owner) => owner.uid === set.metadata.uid && owner.controller === true,
        );
        if (mine && !names.has(live.metadata.name) && live.metadata.deletionTimestamp === undefined) {
          world.store.remove({ group, kind: 'Application', namespace, name: live.metadata.name });
        }
      }
    }
    report(world, set, undefined, '');
  } catch (error) {
    if (!(error instanceof GeneratorError || error instanceof TemplateError || error instanceof ApiError)) throw error;
    const reason =
      error instanceof GeneratorError ? 'ApplicationGenerationFromParamsError' : 'RenderTemplateParamsError';
    report(world, set, error.message, reason);
  }
};
