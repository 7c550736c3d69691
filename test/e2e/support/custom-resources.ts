import { setTimeout as delay } from 'node:timers/promises';
import { type CrdSchema, readCrd, readCrdIndex } from '../../../src/schemas/read.ts';
import type { ApiServer } from './api-server.ts';

/** Installs every CustomResourceDefinition that the project has packed, and waits until all are served. */
export async function installCustomResources({ kubectl }: ApiServer): Promise<void> {
  const items = readCrdIndex().flatMap(({ group, kind }) => {
    const crd = readCrd(group, kind);
    return crd === undefined ? [] : [definition(crd)];
  });
  kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const names = items.map(({ metadata }) => metadata.name);
  const until = Date.now() + 120_000;
  while (true) {
    const served = new Set(kubectl(['api-resources', '--cached=false', '-o', 'name']).split('\n'));
    const missing = names.filter((name) => !served.has(name));
    if (missing.length === 0) return;
    if (Date.now() > until) throw new Error(`not served: ${missing.join(', ')}`);
    await delay(500);
  }
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
