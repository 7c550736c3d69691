import { expect, test } from '@jest/globals';
import { readDocuments } from '../../src/domain/manifests/source/read-documents.ts';
import type { AssignedCluster, ObjectToRehearse } from '../../src/ports/cluster.ts';
import { createRehearseChange } from '../../src/workflows/rehearse-change.ts';

const { documents } = readDocuments({
  path: 'clusters/a/a.yaml',
  content: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  on: "yes"\n',
});
const repository = { id: 1, owner: 'acme', name: 'platform', installationId: 1 };
const change = { repository, objects: documents, namespace: 'tenants', known: [], fork: false };

/** A cluster that accepts all, and what it was asked. */
function asked(parts: 'whole' | 'without identity' | 'none') {
  const seen: ObjectToRehearse[] = [];
  const cluster = {
    ...(parts === 'none' ? {} : { acts: {} }),
    ...(parts !== 'whole'
      ? {}
      : {
          rehearse: async (objects: readonly ObjectToRehearse[]) => {
            seen.push(...objects);
            return objects.map(() => ({ state: 'accepted' as const }));
          },
        }),
    namespaces: [],
  } as unknown as AssignedCluster;
  return { seen, rehearse: createRehearseChange({ managementClusters: { of: () => cluster } }) };
}

test('sends the objects, with the namespace that the engine puts them into', async () => {
  const { seen, rehearse } = asked('whole');
  expect((await rehearse(change)).said).toContain('accepts 1 object');
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { on: 'yes' } };
  expect(seen).toEqual([{ manifest, namespace: 'tenants' }]);
});

test('nothing is sent of a pull request from a fork', async () => {
  const { seen, rehearse } = asked('whole');
  expect(await rehearse({ ...change, fork: true })).toEqual({
    findings: [],
    said: 'No dry run: this pull request is from a fork.',
  });
  expect(seen).toEqual([]);
});

test.each([
  ['none', 'No dry run: no management cluster is connected.'],
  ['without identity', 'No dry run: this server has no identity for it (DRY_RUN_AS).'],
] as const)('where nobody can be asked it says so: %s', async (parts, said) => {
  expect(await asked(parts).rehearse(change)).toEqual({ findings: [], said });
});

test('where nothing is to be asked about, nobody is', async () => {
  const { seen, rehearse } = asked('whole');
  expect(await rehearse({ ...change, objects: [] })).toEqual({ findings: [], said: '' });
  expect(seen).toEqual([]);
});

test.each([
  [false, ['manifest/kind-not-served']],
  [true, []],
  [undefined, []],
])('without an identity, discovery alone tells whether a kind is served: %s', async (served, codes) => {
  const questions: unknown[] = [];
  const cluster = {
    acts: {},
    namespaces: [],
    serves: async (kind: unknown) => {
      questions.push(kind);
      return served;
    },
  } as unknown as AssignedCluster;
  const rehearsal = await createRehearseChange({ managementClusters: { of: () => cluster } })(change);
  expect(rehearsal.findings.map(({ code }) => code)).toEqual(codes);
  expect(questions).toEqual([{ group: '', version: 'v1', kind: 'ConfigMap' }]);
});
