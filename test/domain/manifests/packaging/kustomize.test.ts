import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';
import { renderCluster } from '../../../../src/domain/manifests/render.ts';
import { goldenCases } from '../golden-cases/all.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { configuration, planned, rendered } from '../support/clusters.ts';

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7386, as kustomize merges a patch into an object whose kind it knows nothing of. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isJson(patch)) return patch;
  const result: Record<string, unknown> = isJson(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

interface KubeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Json };
  readonly $patch?: string;
}
const parsed = ({ content }: FileContent): readonly KubeObject[] =>
  parseAllDocuments(content).map((document) => document.toJS() as KubeObject);

interface Kustomization {
  readonly namespace: string;
  readonly commonAnnotations: Json;
  readonly resources: readonly string[];
  readonly patches: readonly {
    readonly path: string;
    readonly target: { readonly kind: string; readonly name: string };
  }[];
}

/** What `kustomize build` makes of an overlay, by the little of kustomize that an overlay of ours uses. The end-to-end suite has the real one. */
function built(files: readonly FileContent[], folder: string): readonly KubeObject[] {
  const file = (path: string): FileContent => {
    const found = files.find((each) => each.path === path);
    if (found === undefined) throw new Error(`${path} is not there`);
    return found;
  };
  const overlay = parsed(file(`${folder}/kustomization.yaml`))[0] as unknown as Kustomization;
  const [base = '', ...own] = overlay.resources;
  const root = base.replace(/^(\.\.\/)+/, '');
  const { resources } = parsed(file(`${root}/kustomization.yaml`))[0] as unknown as Kustomization;
  const further = own.flatMap((path) => parsed(file(`${folder}/${path}`)));
  const objects = resources.flatMap((path) => parsed(file(`${root}/${path}`)));
  for (const { target } of overlay.patches) {
    expect(objects.filter(({ kind, metadata }) => kind === target.kind && metadata.name === target.name)).toHaveLength(
      1,
    );
  }
  return [...objects, ...further].flatMap((object) => {
    const entry = overlay.patches.find(
      ({ target }) => target.kind === object.kind && target.name === object.metadata.name,
    );
    const [patch] = entry === undefined ? [] : parsed(file(`${folder}/${entry.path}`));
    if (patch?.$patch === 'delete') return [];
    const result = (patch === undefined ? object : merged(object, patch)) as KubeObject;
    const annotations = { ...result.metadata.annotations, ...overlay.commonAnnotations };
    return [{ ...result, metadata: { ...result.metadata, namespace: overlay.namespace, annotations } }];
  });
}

const byName = (objects: readonly KubeObject[]) =>
  Object.fromEntries(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));

describe.each(goldenCases.filter(({ typed }) => (typed.packaging ?? 'plain') === 'plain'))(
  'an overlay of $name',
  ({ typed, change }) => {
    test('makes the objects of the plain packaging', () => {
      const plain = rendered(typed, change).cluster;
      const { cluster } = rendered({ ...typed, packaging: 'kustomize' }, change);
      expect(byName(built(cluster.files, cluster.folder))).toEqual(byName(plain.files.flatMap(parsed)));
      expect(cluster.objects).toEqual(plain.objects);
    });
  },
);

describe('a base that is there', () => {
  const first = rendered({ region: ['eu-west-1'], packaging: 'kustomize' }).cluster;
  const base = first.files.filter(({ path }) => path.startsWith('cluster-bases/'));
  const second = (repository: readonly FileContent[]) => {
    const [spec] = planned({ region: ['us-east-1'], name: 'shop', workers: 1, packaging: 'kustomize' });
    if (spec === undefined) throw new Error('nothing was planned');
    return renderCluster(spec, configuration, new Map(repository.map(({ path, content }) => [path, content])));
  };

  test('is used by the next cluster, which touches only its overlay', () => {
    const outcome = second(base);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
    expect(outcome.value.files.map(({ path }) => path).filter((path) => !path.startsWith('clusters/shop/'))).toEqual(
      [],
    );
    expect(outcome.notes).toEqual([]);
    const plain = rendered({ region: ['us-east-1'], name: 'shop', workers: 1 }).cluster;
    expect(byName(built([...base, ...outcome.value.files], 'clusters/shop'))).toEqual(
      byName(plain.files.flatMap(parsed)),
    );
  });

  test('holds nothing of the cluster that it was made with: neither its address nor how long it lives', () => {
    const change = { configuration: withNeeds };
    const made = rendered({ region: ['dc1'], endpoint: '10.1.2.3', ttl: 7200, packaging: 'kustomize' }, change).cluster;
    const typed = { region: ['dc1'], name: 'shop', endpoint: '10.1.2.4' };
    const [spec] = planned({ ...typed, packaging: 'kustomize' }, change);
    if (spec === undefined) throw new Error('nothing was planned');
    const repository = new Map(made.files.map(({ path, content }) => [path, content]));
    const outcome = renderCluster(spec, withNeeds, repository);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
    expect(outcome.notes).toEqual([]);
    const plain = rendered(typed, change).cluster;
    expect(byName(built([...made.files, ...outcome.value.files], 'clusters/shop'))).toEqual(
      byName(plain.files.flatMap(parsed)),
    );
  });

  test('and was changed by a person is used as it is, and that is said', () => {
    const edited = base.map((file) => ({ ...file, content: file.content.replaceAll('size: 40', 'size: 80') }));
    const outcome = second(edited);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
    expect(outcome.notes).toMatchObject([{ code: 'manifest/base-differs', severity: 'notice' }]);
    const volumes = built([...edited, ...outcome.value.files], 'clusters/shop').flatMap((object) =>
      JSON.stringify(object).match(/"size":\d+/g),
    );
    expect(volumes.filter((each) => each !== null)).toEqual(['"size":80', '"size":80']);
  });

  test('and lacks an object is refused: kustomize would pass its patch over', () => {
    const lacking = base.map((file) => ({
      ...file,
      content: file.content.replaceAll('kind: AWSCluster\n', 'kind: Other\n'),
    }));
    expect(second(lacking)).toMatchObject({
      ok: false,
      findings: [{ code: 'manifest/base-differs', severity: 'error' }],
    });
  });
});
