import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { ApiServer } from './api-server.ts';
import { type KubeObject, resource } from './kube.ts';
import { program } from './programs.ts';

export interface Installed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly [field: string]: unknown;
}

/**
 * The objects that a program brings along, fit for a program that runs beside the API server and not in it: webhooks are called
 * at its port on loopback, and nothing is left that would start it in a container or ask for certificates.
 */
export function installed(
  name: string,
  webhooks?: { readonly server: ApiServer; readonly webhookPort: number },
): readonly Installed[] {
  return parseAllDocuments(readFileSync(program(name), 'utf8'))
    .map((document) => document.toJS() as Installed)
    .filter(({ kind }) => !['Deployment', 'Service', 'Certificate', 'Issuer'].includes(kind))
    .map((object) => (webhooks === undefined ? object : (redirected(object, webhooks) as Installed)));
}

/** Applies CustomResourceDefinitions and waits until they are served. */
export async function installKinds({ kube }: ApiServer, objects: readonly Installed[]): Promise<void> {
  const kinds = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  await Promise.all(kinds.map((kind) => kube.create(definitions, kind as unknown as KubeObject)));
  const until = Date.now() + 120_000;
  for (const { metadata } of kinds) {
    while (!isEstablished(await kube.get(definitions, '', metadata.name))) {
      if (Date.now() > until) throw new Error(`not served: ${metadata.name}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

const definitions = resource('apiextensions.k8s.io/v1', 'customresourcedefinitions');

interface Conditions {
  /** Null until the first one is set. */
  readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null;
}

function isEstablished(object: KubeObject | undefined): boolean {
  const { conditions } = (object?.status ?? {}) as Conditions;
  return (conditions ?? []).some((each) => each.type === 'Established' && each.status === 'True');
}

export const listOf = (items: readonly unknown[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** Every `clientConfig` that names a service, wherever it stands, with an address instead. */
function redirected(value: unknown, webhooks: { readonly server: ApiServer; readonly webhookPort: number }): unknown {
  if (Array.isArray(value)) return value.map((each) => redirected(each, webhooks));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => {
      const path = key === 'clientConfig' ? servicePath(each) : undefined;
      if (path === undefined) return [key, redirected(each, webhooks)];
      const url = `https://127.0.0.1:${webhooks.webhookPort}${path}`;
      return [key, { url, caBundle: Buffer.from(webhooks.server.authority).toString('base64') }];
    }),
  );
}

function servicePath(clientConfig: unknown): string | undefined {
  const { service } = clientConfig as { readonly service?: { readonly path: string } };
  return service?.path;
}
