import type { Manifest } from './object.ts';
import { apiVersionOf, type Registry, type ResourceType } from './registry.ts';

const definition = (type: ResourceType): Manifest => {
  const names = {
    kind: type.kind,
    listKind: `${type.kind}List`,
    plural: type.plural,
    singular: type.singular,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
  };
  return {
    apiVersion: apiVersionOf('apiextensions.k8s.io', 'v1'),
    kind: 'CustomResourceDefinition',
    metadata: { name: `${type.plural}.${type.group}`, labels: type.labels },
    spec: {
      group: type.group,
      names,
      scope: type.namespaced ? 'Namespaced' : 'Cluster',
      versions: type.versions.map((version) => ({
        name: version.name,
        served: version.served,
        storage: version.storage,
        ...(version.deprecated ? { deprecated: true } : {}),
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      })),
    },
    status: {
      acceptedNames: names,
      conditions: [
        { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
        {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ],
      storedVersions: type.versions.filter((version) => version.storage).map((version) => version.name),
    },
  };
};

/** The CustomResourceDefinition objects of all served kinds, without schemas and columns: reading all would cost every start. */
export const crdObjects = (registry: Registry): readonly Manifest[] =>
  registry
    .types()
    .filter((type) => type.custom)
    .map(definition);
