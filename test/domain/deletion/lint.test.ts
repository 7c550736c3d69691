import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { FileContent } from '../../../src/domain/cluster/spec.ts';
import { type DeletionLint, lintDeletions } from '../../../src/domain/deletion/lint.ts';
import { isProtected } from '../../../src/domain/deletion/protected.ts';
import { type ChangedPath, removedClusters } from '../../../src/domain/deletion/removed-clusters.ts';
import { goodCluster } from '../../support/proposing.ts';

const filesOf = (tree: Readonly<Record<string, string>>): readonly FileContent[] =>
  Object.entries(tree).map(([path, content]) => ({ path, content }));
const shop = goodCluster('shop');
const inFolder = (path: string): boolean => path.startsWith('clusters/');

/** What Plan says when `before` becomes `after`; both are whole trees. */
function lint(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  more: Partial<Pick<DeletionLint, 'asked' | 'rules'>> & { readonly renamed?: Readonly<Record<string, string>> } = {},
) {
  const sources = new Set(Object.values(more.renamed ?? {}));
  const changed: ChangedPath[] = [
    ...Object.keys(after).flatMap((path): readonly ChangedPath[] => {
      const previousPath = more.renamed?.[path];
      if (previousPath !== undefined) return [{ path, status: 'renamed', previousPath }];
      if (before[path] === after[path]) return [];
      return [{ path, status: path in before ? 'modified' : 'added' }];
    }),
    ...Object.keys(before)
      .filter((path) => !(path in after) && !sources.has(path))
      .map((path): ChangedPath => ({ path, status: 'removed' })),
  ];
  const removed = new Set(changed.filter(({ status }) => status === 'removed').map(({ path }) => path));
  const change = {
    before: filesOf(before).filter(({ path }) => inFolder(path)),
    after: filesOf(after).filter(({ path }) => inFolder(path)),
    unread: [],
    changed,
    clustersFolder: 'clusters',
    namespace: 'default',
  };
  return lintDeletions({
    change,
    removed: removedClusters(change),
    removedElsewhere: filesOf(before).filter(({ path }) => !inFolder(path) && removed.has(path)),
    writtenElsewhere: filesOf(after).filter(({ path }) => !inFolder(path)),
    asked: more.asked ?? [],
    rules: more.rules ?? { engine: 'auto', protectedNames: [] },
  }).map(({ code, severity, place, message }) => [severity, code, place?.path, message]);
}

const codes = (findings: ReturnType<typeof lint>) => findings.map(([severity, code]) => `${severity} ${code}`);
const moved = (tree: Readonly<Record<string, string>>, from: string, to: string) =>
  Object.fromEntries(Object.entries(tree).map(([path, content]) => [path.replace(from, to), content]));

describe('a pull request that takes a cluster out of Git', () => {
  test('without a delete request is an error that names the cluster', () => {
    expect(lint(shop, {})).toEqual([
      ['error', 'deletion/not-asked', 'clusters/shop/cluster.yaml', expect.stringContaining('shop')],
    ]);
  });

  test.each(['dev-in-memory-kustomize-default', 'aws-kubeadm-helm-default', 'dev-in-memory-clusterclass-default'])(
    'is seen in %s',
    (golden) => {
      const root = `test/golden/manifests/${golden}`;
      const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const tree = Object.fromEntries(
        paths.map(({ parentPath, name }) => [
          relative(root, join(parentPath, name)),
          readFileSync(join(parentPath, name), 'utf8'),
        ]),
      );
      const kept = Object.fromEntries(Object.entries(tree).filter(([path]) => !inFolder(path)));
      expect(codes(lint(tree, kept))).toEqual(['error deletion/not-asked']);
      expect(lint(tree, tree)).toEqual([]);
    },
  );

  test('by emptying its file is the same', () => {
    expect(codes(lint(shop, { ...shop, 'clusters/shop/cluster.yaml': '# nothing left\n' }))).toContain(
      'error deletion/not-asked',
    );
  });

  test('of a request that nobody has confirmed is an error, of a confirmed one is none', () => {
    const asked = { namespace: 'default', name: 'shop' };
    expect(codes(lint(shop, {}, { asked: [{ ...asked, confirmed: false }] }))).toEqual(['error deletion/unconfirmed']);
    expect(lint(shop, {}, { asked: [{ ...asked, confirmed: true }] })).toEqual([]);
    expect(codes(lint({ ...shop, ...goodCluster('other') }, {}, { asked: [{ ...asked, confirmed: true }] }))).toEqual([
      'error deletion/not-asked',
    ]);
    const elsewhere = [{ ...asked, namespace: 'team-b', confirmed: true }];
    expect(codes(lint(shop, {}, { asked: elsewhere }))).toEqual(['error deletion/not-asked']);
  });

  test('that the configuration protects is an error even when confirmed', () => {
    const asked = [{ namespace: 'default', name: 'shop', confirmed: true }];
    const rules = { engine: 'auto', protectedNames: ['sh*'] } as const;
    expect(codes(lint(shop, {}, { asked, rules }))).toEqual(['error deletion/protected']);
    expect(codes(lint(shop, {}, { rules }))).toEqual(['error deletion/protected', 'error deletion/not-asked']);
    expect(codes(lint(shop, {}, { asked: [{ namespace: 'default', name: 'shop', confirmed: false }], rules }))).toEqual(
      ['error deletion/protected', 'error deletion/unconfirmed'],
    );
    expect(codes(lint(shop, moved(shop, 'clusters/shop/', 'clusters/store/'), { asked, rules }))).toEqual([
      'error deletion/protected',
      'error deletion/folder-moved',
    ]);
  });

  test('by breaking its file is left to what checks the file', () => {
    expect(lint(shop, { ...shop, 'clusters/shop/cluster.yaml': 'a: [\n' })).toEqual([]);
  });
});

describe('a pull request that moves', () => {
  test('a cluster to another folder', () => {
    const findings = lint(shop, moved(shop, 'clusters/shop/', 'clusters/store/'));
    expect(findings).toEqual([
      ['error', 'deletion/folder-moved', 'clusters/store/cluster.yaml', expect.stringContaining('clusters/shop/')],
    ]);
  });

  test('the clusters folder itself', () => {
    const after = moved(shop, 'clusters/', 'fleet/');
    const renamed = Object.fromEntries(Object.keys(shop).map((path) => [path.replace('clusters/', 'fleet/'), path]));
    expect(codes(lint(shop, after, { renamed }))).toEqual(['error deletion/folder-moved']);
  });

  test('a file within the folder of its cluster is no removal', () => {
    const after = moved(shop, 'clusters/shop/', 'clusters/shop/all/');
    expect(lint(shop, after)).toEqual([]);
  });
});

describe('a Cluster that an engine would take away at once', () => {
  const bare = (tree: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(tree).map(([path, content]) => [
        path,
        content.replace(/.*(argocd.argoproj.io|kustomize.toolkit.fluxcd.io)\/.*\n/g, ''),
      ]),
    );

  test('is warned of where its file is written', () => {
    expect(codes(lint({}, bare(shop)))).toEqual(['warning deletion/foreground']);
    expect(codes(lint(shop, bare(shop)))).toEqual(['warning deletion/foreground']);
    expect(lint({}, shop)).toEqual([]);
    expect(lint(bare(shop), bare(shop))).toEqual([]);
  });

  test('is judged for the engine that is configured', () => {
    const noFlux = Object.fromEntries(
      Object.entries(shop).map(([path, text]) => [path, text.replace(/.*kustomize.toolkit.fluxcd.io\/.*\n/g, '')]),
    );
    expect(codes(lint({}, noFlux, { rules: { engine: 'flux', protectedNames: [] } }))).toEqual([
      'warning deletion/foreground',
    ]);
    expect(lint({}, noFlux, { rules: { engine: 'argocd', protectedNames: [] } })).toEqual([]);
  });
});

describe('what others still need', () => {
  const [path = '', text = ''] =
    Object.entries(shop).find(([, content]) => /kind: \w+MachineTemplate/.test(content)) ?? [];

  test('a template to which something refers', () => {
    const documents = text.split(/^---\n/m);
    const left = documents.filter((each) => !/^kind: AWSMachineTemplate/m.test(each)).join('---\n');
    const findings = lint(shop, { ...shop, [path]: left });
    expect(findings[0]).toEqual([
      'error',
      'deletion/template-in-use',
      expect.stringContaining('clusters/shop/'),
      expect.stringMatching(/^AWSMachineTemplate \S+ is removed, and \w+ \S+ refers to it\.$/),
    ]);
  });

  test('a template that is replaced by another of its kind is none', () => {
    const name = /kind: AWSMachineTemplate\nmetadata:\n {2}name: (\S+)/.exec(text)?.[1] ?? '';
    expect(name).not.toBe('');
    const after = Object.fromEntries(
      Object.entries(shop).map(([each, content]) => [each, content.replaceAll(name, `${name}x`)]),
    );
    expect(lint(shop, after)).toEqual([]);
  });

  const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
  const provider =
    'apiVersion: operator.cluster.x-k8s.io/v1alpha2\nkind: InfrastructureProvider\nmetadata:\n  name: aws\n';

  test.each([
    ['its namespace', namespace('default'), ['error deletion/foundation-in-use']],
    ['another namespace', namespace('elsewhere'), []],
    ['its provider', provider, ['error deletion/foundation-in-use']],
    ['a Deployment', 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n', []],
  ])('%s', (_name, content, wanted) => {
    expect(codes(lint({ ...shop, 'platform/base.yaml': content }, shop))).toEqual(wanted);
  });

  test('a namespace that only goes to another file stays', () => {
    const before = { ...shop, 'platform/base.yaml': namespace('default') };
    expect(lint(before, { ...shop, 'platform/namespaces.yaml': namespace('default') })).toEqual([]);
  });
});

test('an edit of a protected cluster is pointed out', () => {
  const workers = 'clusters/shop/workers.yaml';
  const after = { ...shop, [workers]: (shop[workers] ?? '').replace(/replicas: \d/, 'replicas: 7') };
  const rules = { engine: 'auto', protectedNames: ['shop'] } as const;
  expect(lint(shop, after, { rules })).toEqual([['notice', 'deletion/protected', workers, expect.any(String)]]);
});

test.each([
  ['shop', 'shop', true],
  ['shop', 'shops', false],
  ['prod-*', 'prod-eu', true],
  ['prod-*', 'nonprod-eu', false],
  ['*-prod-*', 'eu-prod-1', true],
  ['*', 'anything', true],
  ['a*a', 'a', false],
])('the pattern %s on %s', (pattern, name, wanted) => {
  expect(isProtected(name, [pattern])).toBe(wanted);
});
