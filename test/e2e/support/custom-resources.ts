import { type CrdSchema, readCrd, readCrdIndex } from '../../../src/schemas/read.ts';
import type { ApiServer } from './api-server.ts';
import { installKinds } from './installed.ts';

/** Installs the CustomResourceDefinitions that the project has packed, and waits until all are served. */
export async function installCustomResources(
  server: ApiServer,
  wanted: (kind: string) => boolean = () => true,
): Promise<void> {
  const kinds = readCrdIndex().flatMap(({ group, kind }) => {
    if (!wanted(kind)) return [];
    const crd = readCrd(group, kind);
    return crd === undefined ? [] : [definition(crd)];
  });
  await installKinds(server, kinds);
}

/** Without short names: those of two providers clash. */
function definition(crd: CrdSchema) {
  const { group, kind, plural, singular, categories, scope, labels } = crd;
  const protectedGroup = group.endsWith('.k8s.io') || group.endsWith('.kubernetes.io');
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels,
      // Kubernetes lets no one else define kinds in its own groups (KEP-2337).
      annotations: protectedGroup ? { 'api-approved.kubernetes.io': 'unapproved, for tests' } : {},
    },
    spec: {
      group,
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular, categories },
      versions: crd.versions.map((version) => ({
        name: version.name,
        served: version.served,
        storage: version.storage,
        ...(version.deprecated === true ? { deprecated: true } : {}),
        schema: { openAPIV3Schema: version.schema },
        additionalPrinterColumns: version.printerColumns,
        subresources: {
          ...(version.statusSubresource ? { status: {} } : {}),
          ...(version.scaleSubresource === undefined ? {} : { scale: version.scaleSubresource }),
        },
      })),
    },
  };
}
