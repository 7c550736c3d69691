import { readFileSync } from 'node:fs';
import { bootstrapTree } from '../../../../src/domain/bootstrap/bootstrap.ts';
import { type AskedOptions, type BootstrapOptions, decideOptions } from '../../../../src/domain/bootstrap/options.ts';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';

const rbac = readFileSync(new URL('../../../../deploy/rbac.yaml', import.meta.url), 'utf8');

export const asked = (change: Partial<AskedOptions> = {}): AskedOptions => ({
  provider: ['aws'],
  engine: ['argocd'],
  repoUrl: 'https://github.com/acme/fleet',
  branch: 'main',
  clustersFolder: 'clusters',
  namespace: 'default',
  packaging: 'plain',
  capi: 'clusterctl',
  ...change,
});

/** Options that are right. */
export function decided(change: Partial<AskedOptions> = {}): BootstrapOptions {
  const outcome = decideOptions(asked(change));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value;
}

/** The tree for options that are right, with what this project ships. */
export const treeOf = (change: Partial<AskedOptions> = {}, examples: readonly FileContent[] = []) =>
  bootstrapTree(decided(change), { rbac, examples });

export function fileOf(files: readonly FileContent[], path: string): string {
  const file = files.find((each) => each.path === path);
  if (file === undefined) throw new Error(`no ${path}`);
  return file.content;
}

/** All providers that can share a management cluster. */
export const together = ['aws', 'gcp', 'azure', 'hetzner', 'openstack', 'vsphere', 'proxmox', 'dev'];

export interface TreeCase {
  readonly name: string;
  readonly change: Partial<AskedOptions>;
}

export const treeCases: readonly TreeCase[] = [
  { name: 'aws-argocd-plain', change: {} },
  { name: 'dev-flux', change: { provider: ['dev'], engine: ['flux'], namespace: 'rehearsal', branch: 'trunk' } },
  {
    name: 'all-argocd-operator-clusterclass',
    change: {
      provider: together,
      capi: 'operator',
      packaging: 'clusterclass',
      namespace: 'tenants',
      clustersFolder: 'fleet/clusters',
      repoUrl: 'git@github.com:acme/fleet.git',
    },
  },
  { name: 'gcp-argocd-helm', change: { provider: ['gcp'], packaging: 'helm' } },
  {
    name: 'hetzner-flux-helm',
    change: { provider: ['hetzner'], engine: ['flux'], packaging: 'helm', namespace: 'tenants' },
  },
  {
    name: 'alibaba-flux-kustomize',
    change: {
      provider: ['alibaba'],
      engine: ['flux'],
      packaging: 'kustomize',
      repoUrl: 'git@github.com:acme/fleet.git',
    },
  },
];
