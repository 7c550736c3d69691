import type { ResourceSetBinding } from '../../domain/health/objects.ts';
import { intern } from './intern.ts';
import { at, list, text } from './json.ts';

/** `spec.bindings` of a ClusterResourceSetBinding; what has no name is left out, what does not say `applied` is not. */
export function decodeBindings(value: unknown): readonly ResourceSetBinding[] {
  return list(value).flatMap((binding) => {
    const set = text(at(binding, 'clusterResourceSetName'));
    if (set === undefined) return [];
    const resources = list(at(binding, 'resources')).map((resource) => ({
      kind: intern(text(at(resource, 'kind')) ?? ''),
      name: text(at(resource, 'name')) ?? '',
      applied: at(resource, 'applied') === true,
    }));
    return [{ set: intern(set), resources }];
  });
}
