import { describe, expect, test } from '@jest/globals';
import { readCrd, readCrdIndex } from '../../src/schemas/read.ts';

describe('packed schemas', () => {
  test('every kind of the index can be read and is the one that was asked for', () => {
    const index = readCrdIndex();
    expect(index.length).toBeGreaterThan(130);
    for (const entry of index) {
      const crd = readCrd(entry.group, entry.kind);
      expect([crd?.group, crd?.kind, crd?.plural]).toEqual([entry.group, entry.kind, entry.plural]);
      expect(crd?.versions.filter((version) => version.storage)).toHaveLength(1);
      expect(entry.source.commit).toMatch(/^[0-9a-f]{40}$/);
    }
  });

  test('a property that is called description stays, the keyword goes', () => {
    const project = readCrd('argoproj.io', 'AppProject')?.versions[0]?.schema;
    expect(project?.properties?.['spec']?.properties?.['description']).toEqual({ maxLength: 255, type: 'string' });
    expect(project).not.toHaveProperty('description');
  });

  test('an unknown kind is undefined', () => {
    expect(readCrd('cluster.x-k8s.io', 'Clutser')).toBeUndefined();
    expect(readCrd('no.such.group', 'Cluster')).toBeUndefined();
  });
});
