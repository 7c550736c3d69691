import { describe, expect, test } from '@jest/globals';
import { offsetOfField } from '../../../../src/domain/manifests/rehearsal/field-path.ts';
import { readDocuments } from '../../../../src/domain/manifests/source/read-documents.ts';

const content = `# A comment.
apiVersion: example.com/v1
kind: Widget
metadata:
  name: a
  annotations:
    example.com/size: large
    plain.key: b
  finalizers: [one, two.three]
spec:
  replicas: 2
  wrong: {}
  pools:
    - name: small
      zone: a
      size: 1
    - name: small
      zone: b
      size: 2
    - name: with "quotes"
      taints:
        - key: x
  template: { spec: { image: i } }
`;
const [document] = readDocuments({ path: 'a.yaml', content }).documents;

function lineAt(field: string, unknownField = false): string {
  if (document === undefined) throw new Error('no document');
  const { line = 0 } = document.place(offsetOfField(document, field, unknownField));
  return content.split('\n')[line - 1]?.trim() ?? '';
}

describe('a field as the API server writes it is found on its line', () => {
  test.each([
    ['spec.replicas', 'replicas: 2'],
    ['.spec.replicas', 'replicas: 2'],
    ['spec.pools[1].size', 'size: 2'],
    ['.spec.pools[name="small",zone="b"].size', 'size: 2'],
    ['.spec.pools[name="with \\"quotes\\""].taints[0].key', '- key: x'],
    ['metadata.annotations[example.com/size]', 'example.com/size: large'],
    ['.metadata.annotations["plain.key"]', 'plain.key: b'],
    ['.metadata.finalizers[="two.three"]', 'finalizers: [one, two.three]'],
    ['spec.template.spec', 'template: { spec: { image: i } }'],
    ['spec.pools', 'pools:'],
  ])('%s', (field, line) => {
    expect(lineAt(field)).toBe(line);
  });

  test('one that is not known by its key', () => {
    expect(lineAt('.spec.wrong', true)).toBe('wrong: {}');
  });

  test.each([
    ['spec.pools[0].labels.role', '- name: small'],
    ['spec.pools[7].name', 'pools:'],
    ['spec.topology.version', 'spec:'],
    ['status.phase', 'kind: Widget'],
    ['', 'kind: Widget'],
    ['][', 'kind: Widget'],
  ])('what is not written there leads to what is around it: %s', (field, line) => {
    expect(lineAt(field)).toBe(line);
  });
});
