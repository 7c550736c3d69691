import type { FollowingKustomization } from './find-kustomizations.ts';
import { conditionOf } from './objects.ts';

/** Why a Kustomization gets nothing new to apply; `undefined` when its source is well. */
export function sourceTrouble({
  kustomization,
  source,
}: FollowingKustomization): { readonly because: string; readonly said: string } | undefined {
  const { kind, namespace, name } = kustomization.source;
  const what = `${kind} ${namespace}/${name}`;
  if (source === undefined) return { because: `${what} does not exist.`, said: `${what} was not found.` };
  if (source.deletingSince !== undefined) return { because: `${what} is being deleted.`, said: `${what} goes.` };
  const trouble = ['FetchFailed', 'StorageOperationFailed', 'IncludeUnavailable', 'Stalled'].find(
    (type) => conditionOf(source, type)?.status === 'True',
  );
  const verified = conditionOf(source, 'SourceVerified');
  const ready = conditionOf(source, 'Ready');
  const said =
    trouble === undefined
      ? verified?.status === 'False'
        ? verified.message
        : ready?.status === 'False'
          ? ready.message
          : undefined
      : conditionOf(source, trouble)?.message;
  return said === undefined ? undefined : { because: `Flux cannot fetch ${what}.`, said };
}
