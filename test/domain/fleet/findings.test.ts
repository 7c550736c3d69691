import { expect, test } from '@jest/globals';
import { fault } from '../../../src/domain/finding.ts';
import { findingsOfClusters, namesInBrief } from '../../../src/domain/fleet/findings.ts';

const unknown = (name: string) =>
  fault('cluster/pool-unknown', `${name} has no pool "md-9".`, { cure: `See /cluster-status ${name}.` });
const said = (...names: readonly string[]) => names.map((name) => ({ name, findings: [unknown(name)] }));

test.each([
  ['of one cluster as it is', said('web'), false, ['web has no pool "md-9".'], ['See /cluster-status web.']],
  ['of one of several', said('web'), true, ['web has no pool "md-9".'], ['See /cluster-status web.']],
  [
    'the same of several once',
    said('a', 'web(1)'),
    true,
    ['a and web(1): a has no pool "md-9".'],
    ['See /cluster-status NAME.'],
  ],
  [
    'what names no cluster, with its name',
    [
      { name: 'web', findings: [fault('cluster/size-unknown', 'Bounds decide.')] },
      { name: 'a', findings: [] },
    ],
    true,
    ['web: Bounds decide.'],
    ['Change it where it is said.'],
  ],
])('%s', (_case, clusters, several, messages, cures) => {
  const findings = findingsOfClusters(clusters, several);
  expect(findings.map(({ message }) => message)).toEqual(messages);
  expect(findings.map(({ cure }) => cure)).toEqual(cures);
});

test('of many clusters ten are named', () => {
  const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
  expect(namesInBrief(names)).toBe('c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 2 more');
});
