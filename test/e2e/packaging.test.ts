import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { FileContent } from '../../src/domain/cluster/spec.ts';
import { goldenCases } from '../domain/manifests/golden-cases/all.ts';
import { exampleChart, rendered } from '../domain/manifests/support/clusters.ts';
import { output } from './support/programs.ts';

interface KubeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}
const byName = (text: string): Readonly<Record<string, KubeObject>> =>
  Object.fromEntries(
    parseAllDocuments(text)
      .map((document) => document.toJS() as KubeObject)
      .map((object) => [`${object.kind} ${object.metadata.name}`, object]),
  );

const scratch = mkdtempSync(join(tmpdir(), 'clusterops-packaging-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function written(name: string, files: readonly FileContent[]): string {
  for (const { path, content } of files) {
    const file = join(scratch, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return join(scratch, name);
}

const plainCases = goldenCases.filter(({ typed }) => (typed.packaging ?? 'plain') === 'plain');

describe('the real tools make the objects of the plain packaging', () => {
  test.each(plainCases)('kustomize build: $name', ({ name, typed, change }) => {
    const plain = rendered(typed, change).cluster.files.map(({ content }) => content);
    const { cluster } = rendered({ ...typed, packaging: 'kustomize' }, change);
    const root = written(`kustomize-${name}`, cluster.files);
    const built = output('kustomize', ['build', join(root, cluster.folder)]);
    expect(byName(built)).toEqual(byName(plain.join('---\n')));
  });

  const charted = plainCases.filter(
    ({ typed, change }) => typed.flavor === undefined && typed.provider === undefined && change?.capi === undefined,
  );

  test.each(charted.filter(({ name }) => name.startsWith('aws-kubeadm')))(
    'helm template: $name',
    ({ name, typed, change }) => {
      const plain = rendered(typed, change).cluster.files.map(({ content }) => content);
      const { cluster } = rendered({ ...typed, packaging: 'helm' }, change);
      const chart = [...exampleChart].map(([path, content]) => ({ path, content }));
      const folder = join(written(`helm-${name}`, [...cluster.files, ...chart]), cluster.folder);
      output('helm', ['dependency', 'build', folder]);
      expect(byName(output('helm', ['template', 'release', folder]))).toEqual(byName(plain.join('---\n')));
    },
  );
});
