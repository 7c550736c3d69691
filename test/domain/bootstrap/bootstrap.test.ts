import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { decodeConfiguration } from '../../../src/configuration/decode.ts';
import { chosenProviders } from '../../../src/domain/bootstrap/providers/registry.ts';
import { versions } from '../../../src/domain/bootstrap/versions.ts';
import { capiVersion } from '../../../src/domain/cluster/capi-version.ts';
import { planClusters } from '../../../src/domain/cluster/plan.ts';
import type { FileContent } from '../../../src/domain/cluster/spec.ts';
import { parseCommandLine } from '../../../src/domain/command/parse.ts';
import { providerIds, providers } from '../../../src/domain/manifests/registry.ts';
import { renderCluster } from '../../../src/domain/manifests/render.ts';
import { validateFiles } from '../../../src/domain/manifests/validate/validate-files.ts';
import { schemas } from '../manifests/support/clusters.ts';
import { golden } from '../manifests/support/golden.ts';
import { fileOf, together, treeCases, treeOf } from './support/trees.ts';

interface Parsed {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name: string; readonly namespace?: string };
  readonly [key: string]: unknown;
}
const objectsOf = ({ content }: FileContent): readonly Parsed[] =>
  parseAllDocuments(content).flatMap((document) => {
    const value = document.toJS() as Parsed | null;
    return value?.kind === undefined ? [] : [value];
  });
const isYaml = ({ path }: FileContent): boolean => /\.ya?ml$/.test(path);
/** Files that a program reads for itself, and not the API server. */
const isForPrograms = ({ path }: FileContent): boolean =>
  /\/(kustomization|kind|clusterctl)\.yaml$|clusterops\.yml$|ISSUE_TEMPLATE/.test(path);

describe.each(treeCases)('$name', ({ name, change }) => {
  const files = treeOf(change);
  const manifests = files.filter((file) => isYaml(file) && !isForPrograms(file));

  test('is the golden tree, byte for byte', () => {
    expect(Object.fromEntries(files.map(({ path, content }) => [path, content]))).toEqual(
      golden(name, files, 'bootstrap'),
    );
  });

  test('has nothing wrong with its manifests, and none that is not known but the operator’s', () => {
    const alone = manifests.map(({ path, content }, index) => ({ path: `${index}/${path}`, content }));
    const findings = validateFiles(alone, { schemas }).filter(
      ({ message }) => !/operator\.cluster\.x-k8s\.io/.test(message),
    );
    expect(findings).toEqual([]);
  });

  test('holds no Secret', () => {
    const kinds = files
      .filter(isYaml)
      .flatMap(objectsOf)
      .map(({ kind }) => kind);
    expect(kinds).not.toContain('Secret');
    expect(kinds).toContain('Namespace');
  });

  test('has settings that the bot can read', () => {
    expect(decodeConfiguration(fileOf(files, '.github/clusterops.yml'))).toMatchObject({ state: 'read' });
  });

  test('describes every object once', () => {
    const names = files
      .filter((file) => isYaml(file) && !isForPrograms(file))
      .flatMap(objectsOf)
      .map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata?.namespace, metadata?.name].join(' '));
    expect(names.filter((each, index) => names.indexOf(each) !== index)).toEqual([]);
  });

  test('ends every file with one line feed', () => {
    for (const { content } of files) expect(content).toMatch(/[^\n]\n$/);
  });
});

/** The settings as a person leaves them who does what the file says: the first # of each line below taken away. */
const filledIn = (settings: string): string => settings.replaceAll(/^ {2}#(?=\S| {2})/gm, '  ');

describe('the first command', () => {
  const offered = providerIds.filter((id) => id !== 'packet');
  test.each(offered)('of %s makes a cluster once the settings are filled in', (id) => {
    const [[, provider] = []] = chosenProviders([id]);
    if (provider === undefined) throw new Error(`${id} cannot be set up`);
    const read = decodeConfiguration(filledIn(fileOf(treeOf({ provider: [id] }), '.github/clusterops.yml')));
    if (read.state !== 'read') throw new Error(JSON.stringify(read));
    const { configuration } = read;
    const line = parseCommandLine(provider.firstCommand);
    if (line.kind === 'refused') throw new Error(JSON.stringify(line.findings));
    const planned = planClusters({
      arguments: line.arguments,
      configuration,
      capi: capiVersion(configuration, undefined),
      issue: 1,
      requestId: 'k3fab2cdef',
      repositoryId: 1,
      taken: [],
      openNames: [],
    });
    expect(planned).toMatchObject({ ok: true, value: [{ provider: id }] });
    if (!planned.ok) return;
    for (const spec of planned.value) expect(renderCluster(spec, configuration)).toMatchObject({ ok: true });
  });

  test('of a region that no installed provider has is refused', () => {
    const read = decodeConfiguration(fileOf(treeOf(), '.github/clusterops.yml'));
    expect(read).toMatchObject({ state: 'read', configuration: { providers: { order: ['aws'] } } });
  });
});

describe('who may use an identity', () => {
  test.each(together)('of %s: the namespace of the clusters and no other', (id) => {
    const identities = treeOf({ provider: [id], namespace: 'tenants' })
      .filter(({ path }) => path.startsWith('management/identities/'))
      .flatMap(objectsOf);
    for (const { spec } of identities) {
      const { allowedNamespaces } = spec as { readonly allowedNamespaces: unknown };
      expect([
        { list: ['tenants'] },
        { selector: { matchLabels: { 'kubernetes.io/metadata.name': 'tenants' } } },
      ]).toContainEqual(allowedNamespaces);
    }
  });

  test('the AWS provider makes none that every namespace may use', () => {
    const clusterctl = parse(fileOf(treeOf(), 'management/clusterctl.yaml')) as Record<string, unknown>;
    expect(clusterctl['AUTO_CONTROLLER_IDENTITY_CREATOR']).toBe('false');
    const operator = fileOf(treeOf({ capi: 'operator' }), 'management/capi-operator/infrastructure-aws.yaml');
    expect(parse(operator)).toMatchObject({
      spec: { manager: { featureGates: { AutoControllerIdentityCreator: false } } },
    });
  });
});

test('the providers are of the releases that the manifests are written for', () => {
  const minor = (text: string): string | undefined => /v\d+\.\d+/.exec(text)?.[0];
  const pinned: Readonly<Record<string, string>> = { ...versions, dev: versions.clusterApi };
  for (const id of providerIds.filter((each) => each !== 'packet')) {
    expect(`${id} ${minor(pinned[id] ?? '')}`).toBe(`${id} ${minor(providers[id].release)}`);
  }
});

test('the documentation shows the ApplicationSet that is written', () => {
  const page = readFileSync(new URL('../../../docs/argocd.md', import.meta.url), 'utf8');
  expect(page).toContain(fileOf(treeOf(), 'management/argocd/clusters.yaml'));
});

test('Flux is given an address in a form that it takes', () => {
  const clusters = fileOf(
    treeOf({ engine: ['flux'], repoUrl: 'git@github.com:acme/fleet.git' }),
    'management/flux/clusters.yaml',
  );
  expect(clusters).toContain('url: ssh://git@github.com/acme/fleet.git\n');
});

describe('what a packaging needs', () => {
  test('is the example where the project ships one', () => {
    const files = treeOf({ packaging: 'helm' }, [{ path: 'templates/cluster.yaml', content: 'kind: Cluster\n' }]);
    expect(fileOf(files, 'charts/cluster/templates/cluster.yaml')).toBe('kind: Cluster\n');
    expect(files.map(({ path }) => path)).not.toContain('charts/cluster/README.md');
  });

  test('is a place with a word where it ships none', () => {
    expect(fileOf(treeOf({ packaging: 'clusterclass' }), 'cluster-classes/README.md')).toContain('ClusterClasses');
    expect(treeOf().some(({ path }) => path.startsWith('charts/'))).toBe(false);
  });
});

test('the roles of the bot are bound where the clusters are', () => {
  const roles = (change: Parameters<typeof treeOf>[0]) =>
    parseAllDocuments(fileOf(treeOf(change), 'management/clusterops/rbac.yaml')).map((document) => {
      const { kind, metadata } = document.toJS() as { kind: string; metadata: { name: string; namespace?: string } };
      return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    });
  expect(roles({ namespace: 'tenants' })).toEqual(
    expect.arrayContaining([
      'RoleBinding tenants/clusterops-clean-up',
      'RoleBinding argocd/clusterops-previews-argocd',
    ]),
  );
  expect(roles({ namespace: 'tenants' })).toEqual(
    expect.arrayContaining(['RoleBinding tenants/clusterops-dry-run', 'ValidatingAdmissionPolicy /clusterops-dry-run']),
  );
  expect(roles({ namespace: 'tenants' }).join()).not.toContain(' default/');
  expect(roles({ engine: ['flux'] }).join()).not.toContain('argocd');
  expect(roles({ engine: ['argocd'] }).join()).not.toContain('flux');
});
